import { Icon } from '../../shared/icons.tsx'
import { setSearch } from '../../shared/router.tsx'
import { addDays, nightHours } from '../calendar.ts'
import { type Stretch, within } from './coverage.ts'
import { PlaceHead } from './PlaceHead.tsx'
import { dayNumber, timeText, weekdayText } from './texts.ts'
import type { Coverage } from './types.ts'
import { useWords } from './words.ts'

interface WeekViewProps {
  readonly coverage: Coverage
  readonly monday: string
  readonly tonight: string
}

/** Seven nights side by side, a row for each place; on a phone a card for each place. */
export function WeekView({ coverage, monday, tonight }: WeekViewProps) {
  const { t } = useWords()
  const { timeZone, contractors, holidays, places } = coverage
  const nights = [0, 1, 2, 3, 4, 5, 6].map((it) => addDays(monday, it))
  const names = new Map(contractors.map((it) => [it.id, it.name]))
  const holidayOf = (night: string) => holidays.find((it) => it.date === night)?.name
  return (
    <div className="roster-scroll">
      <table className="roster-week">
        <caption className="hidden-text">{t('title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('place')}</th>
            {nights.map((night) => (
              <th key={night} scope="col" className={night === tonight ? 'is-tonight' : ''}>
                <button
                  type="button"
                  className="roster-day"
                  aria-label={t('nightOf', { date: `${dayNumber(night)} ${weekdayText(night)}` })}
                  onClick={() => setSearch({ view: 'night', from: night })}
                >
                  <span className="number">{dayNumber(night)}</span> {weekdayText(night)}
                </button>
                {night === tonight && <span className="roster-mark">{t('today')}</span>}
                {holidayOf(night) !== undefined && (
                  <span className="roster-mark">{t('holiday', { name: holidayOf(night) })}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={`${place.kind} ${place.id}`}>
              <th scope="row">
                <PlaceHead place={place} />
              </th>
              {nights.map((night) => {
                const { fromMs, toMs } = nightHours(night, timeZone)
                const stretches = within(place.spans, fromMs, toMs)
                return (
                  <td
                    key={night}
                    className={night === tonight ? 'is-tonight' : ''}
                    data-title={`${dayNumber(night)} ${weekdayText(night)}`}
                  >
                    <NightCell stretches={stretches} names={names} timeZone={timeZone} matters={place.routes > 0} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface NightCellProps {
  readonly stretches: readonly Stretch[]
  readonly names: ReadonlyMap<string, string>
  readonly timeZone: string
  /** No route goes by it: a gap calls nobody in vain. */
  readonly matters: boolean
}

function NightCell({ stretches, names, timeZone, matters }: NightCellProps) {
  const { t } = useWords()
  const whole = stretches.length === 1
  return (
    <ul className="roster-cell">
      {stretches.map((it) => {
        const times = t('span', { from: timeText(it.fromMs, timeZone), to: timeText(it.toMs, timeZone) })
        if (it.gap !== null) {
          return (
            <li key={it.fromMs} className={matters ? 'roster-gap hatched' : 'soft'}>
              {matters && <Icon name="warn" />}
              <span>
                {t('gap')} {!whole && <span className="number small">{times}</span>}
              </span>
            </li>
          )
        }
        return (
          <li key={it.fromMs}>
            {!whole && <span className="number small soft">{times}</span>}
            <AskedList asked={it.asked} names={names} />
          </li>
        )
      })}
    </ul>
  )
}

/** Contractors in the order in which they are asked. */
export function AskedList({
  asked,
  names,
}: {
  readonly asked: readonly string[]
  readonly names: ReadonlyMap<string, string>
}) {
  const { t } = useWords()
  return (
    <ol className="roster-asked">
      {asked.map((id, index) => (
        <li key={id}>
          <span className="roster-rank number" aria-hidden="true">
            {index + 1}
          </span>
          <span className="hidden-text">{t('rank', { rank: index + 1 })} </span>
          {names.get(id) ?? id}
        </li>
      ))}
    </ol>
  )
}
