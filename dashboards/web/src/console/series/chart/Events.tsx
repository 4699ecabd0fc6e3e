import { Link } from '../../../shared/router.tsx'
import { useWords } from '../words.ts'
import type { ChartEvent } from './events.ts'
import type { ChartModel } from './model.ts'
import { eventText } from './readout.ts'
import type { View } from './view.ts'

/** Events told one by one; the rest stand in the table. */
const SHOWN = 8

interface EventsProps {
  readonly model: ChartModel
  readonly view: View
  timeText(atMs: number): string
}

/** What happened within the part of the chart that is in sight, newest first. */
export function Events({ model, view, timeText }: EventsProps) {
  const { t } = useWords()
  const inSight = model.events.filter((it) => it.atMs >= view.fromMs && it.atMs <= view.toMs).toReversed()
  return (
    <section className="series-events" aria-label={t('chart.events')}>
      <h3>{t('chart.events')}</h3>
      {inSight.length === 0 && <p className="soft small">{t('chart.noEvents')}</p>}
      <ol>
        {inSight.slice(0, SHOWN).map((it) => (
          <li key={`${it.kind} ${it.atMs} ${eventText(it, t)}`}>
            <time className="number" dateTime={new Date(it.atMs).toISOString()}>
              {timeText(it.atMs)}
            </time>
            <EventLink event={it} text={eventText(it, t)} />
          </li>
        ))}
      </ol>
      {inSight.length > SHOWN && (
        <p className="soft small">{t('chart.moreEvents', { count: inSight.length - SHOWN })}</p>
      )}
    </section>
  )
}

function EventLink({ event, text }: { readonly event: ChartEvent; readonly text: string }) {
  if (event.kind === 'pass') return <span>{text}</span>
  const to = event.kind === 'order' ? `/console/orders/${event.id}` : `/console/decisions/${event.id}`
  return <Link to={to}>{text}</Link>
}
