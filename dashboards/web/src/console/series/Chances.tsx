import { Icon } from '../../shared/icons.tsx'
import { currentLanguage } from '../../shared/language.ts'
import { useServerNow } from '../../shared/live.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { clockText } from '../../shared/times.ts'
import { Panel } from '../ui/Page.tsx'
import { inWords } from '../ui/parts.tsx'
import type { Crossing, Prediction } from './api.ts'
import { useWords } from './words.ts'

/** How probable it is that the thresholds are reached: in sentences for the deadline, and as a table. */
export function Chances({ prediction }: { readonly prediction: Prediction }) {
  const { t } = useWords()
  const { status, reason, degraded, crossings } = prediction
  return (
    <Panel title={t('chance.title')} {...(status === 'unknown' ? { className: 'hatched' } : {})}>
      {status === 'unknown' && (
        <p>
          <Icon name="unknown" /> <strong>{t('chance.unknown')}</strong> {reason !== null && inWords(reason.text)}
        </p>
      )}
      {degraded.map((it) => (
        <p key={it.mode} className="series-degraded small">
          <Icon name="warn" /> {inWords(it.text)}
        </p>
      ))}
      {status === 'known' && crossings.length === 0 && <p>{t('chance.noThresholds')}</p>}
      {crossings.length > 0 && (
        <>
          <Sentences crossings={crossings} />
          <ChanceTable crossings={crossings} />
          <p className="small soft">{t('chance.assumption')}</p>
        </>
      )}
    </Panel>
  )
}

/** One for each threshold: by the deadline, or as far ahead as is predicted. */
function Sentences({ crossings }: { readonly crossings: readonly Crossing[] }) {
  const { t } = useWords()
  const timeText = useTimeText()
  const told = rowsOf(crossings).map(({ cells }) => {
    const known = cells.filter((it) => it.probability !== null)
    return known.find((it) => it.by === 'deadline') ?? known.at(-1)
  })
  return (
    <ul className="series-chances">
      {told.map(
        (it) =>
          it?.probability != null && (
            <li key={`${it.measure} ${it.thresholdCm}`}>
              {t('chance.sentence', {
                measure: t(`measure.${it.measure}`),
                cm: it.thresholdCm,
                time: timeText(it.byAt),
                percent: Math.round(it.probability * 100),
              })}
            </li>
          ),
      )}
    </ul>
  )
}

/** A row for each time ahead, a column for each threshold: as narrow as a phone. */
function ChanceTable({ crossings }: { readonly crossings: readonly Crossing[] }) {
  const { t } = useWords()
  const timeText = useTimeText()
  const thresholds = rowsOf(crossings)
  const times = thresholds[0]?.cells ?? []
  return (
    <table className="series-chance-table">
      <caption className="hidden-text">{t('chance.table')}</caption>
      <thead>
        <tr>
          <td />
          {thresholds.map(({ key, first }) => (
            <th key={key} scope="col">
              {t(`measure.${first.measure}`)} {t('cm', { cm: first.thresholdCm })}
              {first.criteria.length > 0 && (
                <span className="series-criteria">{t('chance.ofCriteria', { ids: first.criteria.join(', ') })}</span>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {times.map(({ by, byAt }, index) => (
          <tr key={by}>
            <th scope="row">
              {by === 'deadline'
                ? t('chance.deadline', { time: timeText(byAt) })
                : t('chance.hours', { h: by.slice(0, -1) })}
            </th>
            {thresholds.map(({ key, cells }) => (
              <td key={key} className="number">
                <Chance share={cells[index]?.probability ?? null} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A figure with a bar as long: read from afar. */
function Chance({ share }: { readonly share: number | null }) {
  const { t } = useWords()
  if (share === null) return <span className="small soft">{t('chance.beyond')}</span>
  const percent = Math.round(share * 100)
  return (
    <span className="series-chance">
      {percent} %
      <span className="series-chance-bar" aria-hidden="true" style={{ width: `${percent}%` }} />
    </span>
  )
}

function rowsOf(crossings: readonly Crossing[]) {
  const rows = new Map<string, Crossing[]>()
  for (const it of crossings) {
    const key = `${it.measure} ${it.thresholdCm}`
    rows.set(key, [...(rows.get(key) ?? []), it])
  }
  return [...rows].flatMap(([key, cells]) => (cells[0] === undefined ? [] : [{ key, cells, first: cells[0] }]))
}

function useTimeText(): (at: string) => string {
  const nowMs = useServerNow()
  const { timeZone } = useSignedIn().authority
  return (at) => clockText(Date.parse(at), nowMs, timeZone, currentLanguage())
}
