import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiGet } from '../shared/api-client.ts'
import { currentLanguage } from '../shared/language.ts'
import { serviceNow } from './crew.ts'
import { lengthText, useTimes } from './times.ts'
import type { FinishedRoute } from './work.ts'

const SPANS_DAYS = [14, 60, 200] as const
const DAY_MS = 86_400_000

/** What the firm took and is over, as it stands with the authority. */
export default function History() {
  const { t } = useTranslation()
  const { minutes } = useTimes()
  const [days, setDays] = useState<number>(SPANS_DAYS[0])
  const found = useFinished(days)
  const done = found.items?.filter((it) => it.state === 'completed') ?? []
  const sum = (pick: (it: FinishedRoute) => number) => done.reduce((total, it) => total + pick(it), 0)
  const csv = `/api/v1/work/history.csv?lang=${currentLanguage()}&from=${found.from}`
  return (
    <section className="crew-panel">
      <h1>{t('history.title')}</h1>
      <p className="small soft">{t('history.text', { days })}</p>
      <p className="crew-buttons no-print">
        <label className="crew-select">
          <span className="small">{t('history.days')}</span>
          <select className="button" value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {SPANS_DAYS.map((it) => (
              <option key={it} value={it}>
                {t('history.daysOption', { days: it })}
              </option>
            ))}
          </select>
        </label>
        <a className="button" href={csv} download>
          {t('history.csv')}
        </a>
      </p>
      {found.failed && (
        <p className="crew-notice" role="alert">
          {t('history.offline')}
        </p>
      )}
      {found.items?.length === 0 && <p>{t('history.none')}</p>}
      {done.length > 0 && (
        <p className="number">
          {t('history.sum', {
            count: done.length,
            length: lengthText(sum((it) => it.lengthM)),
            minutes: minutes(sum((it) => it.workMinutes ?? 0)),
          })}
        </p>
      )}
      <ul className="crew-history">
        {found.items?.map((it) => (
          <Finished key={it.orderId} item={it} />
        ))}
      </ul>
    </section>
  )
}

function Finished({ item }: { readonly item: FinishedRoute }) {
  const { t } = useTranslation()
  const { clock, minutes } = useTimes()
  return (
    <li>
      <p className="crew-name" lang="ja">
        {item.name}
      </p>
      <p className="number">
        {item.startedAt !== null && `${t('route.started', { time: clock(Date.parse(item.startedAt)) })} · `}
        {`${t(item.state === 'completed' ? 'history.done' : 'history.withdrawn')} ${clock(Date.parse(item.endedAt))}`}
        {item.workMinutes !== null && ` · ${minutes(item.workMinutes)}`}
      </p>
      <p className="small soft">
        {t(`level.${item.level}`)} · <span lang="ja">{item.block}</span> · {lengthText(item.lengthM)}
        {item.note !== null && ` · ${item.note}`}
      </p>
    </li>
  )
}

interface Finding {
  readonly items: readonly FinishedRoute[] | null
  readonly failed: boolean
  /** From when, epoch ms: the table to save is of the same time. */
  readonly from: number
}

function useFinished(days: number): Finding {
  const [finding, setFinding] = useState<Finding>({ items: null, failed: false, from: serviceNow() - days * DAY_MS })
  useEffect(() => {
    const gone = new AbortController()
    const from = serviceNow() - days * DAY_MS
    apiGet<{ items: readonly FinishedRoute[] }>(`/api/v1/work/history?from=${Math.round(from)}`, gone.signal).then(
      ({ items }) => setFinding({ items, failed: false, from: Math.round(from) }),
      () => {
        if (!gone.signal.aborted) setFinding({ items: null, failed: true, from: Math.round(from) })
      },
    )
    return () => gone.abort()
  }, [days])
  return finding
}
