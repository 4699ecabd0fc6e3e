import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../shared/icons.tsx'
import type { OrderState } from '../ui/Badge.tsx'
import type { Subject } from './order.ts'
import { useWords } from './words.ts'

/** An order that somebody else moved while one pressed a button. */
interface Gone extends Subject {
  readonly state: OrderState
}

let notes: readonly Gone[] = []
const listeners = new Set<() => void>()

function tell(next: readonly Gone[]): void {
  notes = next
  for (const it of listeners) it()
}

/** Notes it until it is dismissed: what was pressed may vanish with the next news. */
export function noteGone(gone: Gone): void {
  tell([...notes.filter((it) => it.orderId !== gone.orderId), gone])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What others were faster with. */
export function GoneNotes() {
  const { t } = useWords()
  const { t: word } = useTranslation()
  const shown = useSyncExternalStore(subscribe, () => notes)
  return (
    <div role="alert" className="orders-gone">
      {shown.map((it) => (
        <p key={it.orderId} className="problem">
          <Icon name="people" />
          <span className="orders-gone-text">
            {t('act.gone', { route: it.routeName, state: word(`order.${it.state}`) })}
          </span>
          <button
            type="button"
            className="button is-quiet"
            aria-label={word('ui.close')}
            onClick={() => tell(notes.filter((other) => other.orderId !== it.orderId))}
          >
            <Icon name="cross" />
          </button>
        </p>
      ))}
    </div>
  )
}
