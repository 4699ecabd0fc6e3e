import { Icon } from '../../shared/icons.tsx'
import { nightHours } from '../calendar.ts'
import { within } from './coverage.ts'
import { PlaceHead } from './PlaceHead.tsx'
import { timeText } from './texts.ts'
import type { Coverage } from './types.ts'
import { AskedList } from './WeekView.tsx'
import { useWords } from './words.ts'

/** Hours marked on the scale of a night. */
const HOUR_STEP = 2
const HOUR_MS = 3_600_000

/** One night hour by hour: a band for each place, cut where somebody else comes on duty. */
export function NightView({ coverage, night }: { readonly coverage: Coverage; readonly night: string }) {
  const { t } = useWords()
  const { timeZone, places, contractors } = coverage
  const { fromMs, toMs } = nightHours(night, timeZone)
  const names = new Map(contractors.map((it) => [it.id, it.name]))
  const share = (ms: number) => `${(100 * ms) / (toMs - fromMs)}%`
  const hours = Array.from({ length: Math.ceil((toMs - fromMs) / (HOUR_STEP * HOUR_MS)) }, (_, i) => i * HOUR_STEP)
  return (
    <div className="roster-night">
      <div className="roster-scale number small soft" aria-hidden="true">
        {hours.map((hour) => (
          <span key={hour} style={{ left: share(hour * HOUR_MS) }}>
            {timeText(fromMs + hour * HOUR_MS, timeZone)}
          </span>
        ))}
      </div>
      {places.map((place) => (
        <section key={`${place.kind} ${place.id}`} className="roster-lane" aria-label={place.name}>
          <PlaceHead place={place} />
          <ol className="roster-band">
            {within(place.spans, fromMs, toMs).map((it) => (
              <li
                key={it.fromMs}
                className={it.gap === null ? 'roster-stretch' : 'roster-stretch roster-gap hatched'}
                style={{ flexBasis: share(it.toMs - it.fromMs) }}
              >
                <span className="number small">
                  {t('span', { from: timeText(it.fromMs, timeZone), to: timeText(it.toMs, timeZone) })}
                </span>
                {it.gap === null ? (
                  <AskedList asked={it.asked} names={names} />
                ) : (
                  <span>
                    <Icon name="warn" /> {t('gap')}
                    <span className="small"> {t(it.gap)}</span>
                  </span>
                )}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}
