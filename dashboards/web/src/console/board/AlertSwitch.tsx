import { useEffect, useRef, useState } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { readKept, writeKept } from '../../shared/kept.ts'
import type { Board, BoardOrder } from './board.ts'
import { soundAlert } from './sound.ts'
import { useWords } from './words.ts'

const KEY = 'yukiban.board.alert'

/** Tells of orders that newly need an officer: to readers always, by sound and vibration when switched on. */
export function AlertSwitch({ board }: { readonly board: Board | undefined }) {
  const { t } = useWords()
  const [on, setOn] = useState(() => readKept(KEY) === 'on')
  const [news, setNews] = useState<readonly string[]>([])
  const known = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    if (board === undefined) return
    const urgent = board.orders.items.filter((it) => it.severity !== 'notice')
    const fresh = urgent.filter((it) => known.current?.has(keyOf(it)) === false)
    known.current = new Set(urgent.map(keyOf))
    if (fresh.length === 0) return
    setNews(fresh.map((it) => it.routeName))
    if (readKept(KEY) === 'on') soundAlert()
  }, [board])
  const toggle = () => {
    writeKept(KEY, on ? 'off' : 'on')
    setOn(!on)
    // browsers allow sound only after a tap: this is it, and the officer hears what it will be
    if (!on) soundAlert()
  }
  return (
    <>
      <button type="button" className="button" aria-pressed={on} title={t('alert.hint')} onClick={toggle}>
        <Icon name={on ? 'bell' : 'silence'} />
        {t(on ? 'alert.on' : 'alert.off')}
        <span className="hidden-text">{t('alert.label')}</span>
      </button>
      <p role="status" className="hidden-text">
        {news.length > 0 && t('alert.news', { routes: news.join('、') })}
      </p>
    </>
  )
}

/** An order that gets worse is news again. */
function keyOf({ orderId, kind, severity }: BoardOrder): string {
  return `${orderId} ${kind} ${severity}`
}
