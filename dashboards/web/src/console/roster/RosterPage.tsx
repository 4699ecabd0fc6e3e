import { Icon } from '../../shared/icons.tsx'
import { useServerNow } from '../../shared/live.ts'
import { useApi } from '../../shared/queries.ts'
import { Link, setSearch, useSearch } from '../../shared/router.tsx'
import { useMay, useSignedIn } from '../../shared/session/session.ts'
import { addDays, instantOf, isDate, mondayOf, nightHours, nightOf } from '../calendar.ts'
import { Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { AddRoute } from './AddRoute.tsx'
import { stretchedIn } from './coverage.ts'
import { GapsPanel } from './GapsPanel.tsx'
import { NightView } from './NightView.tsx'
import { StretchedPanel } from './StretchedPanel.tsx'
import { dayText } from './texts.ts'
import type { Coverage } from './types.ts'
import { WeekView } from './WeekView.tsx'
import { useWords } from './words.ts'
import './roster.css'

/** The roster as a calendar: a week of nights, or one night hour by hour. */
export default function RosterPage() {
  const { t } = useWords()
  const { timeZone } = useSignedIn().authority
  const tonight = nightOf(useServerNow(), timeZone)
  const search = useSearch()
  const view = search.get('view') === 'night' ? 'night' : 'week'
  const asked = search.get('from') ?? ''
  const day = isDate(asked) ? asked : tonight
  const first = view === 'week' ? mondayOf(day) : day
  const nights = view === 'week' ? 7 : 1
  const last = addDays(first, nights - 1)
  const [fromMs, toMs] = [nightHours(first, timeZone).fromMs, nightHours(last, timeZone).toMs]
  // whole days, so that the address asked for stays the same while the night goes on
  const query = new URLSearchParams({
    from: new Date(instantOf(first, '00:00', timeZone)).toISOString(),
    to: new Date(instantOf(addDays(last, 2), '00:00', timeZone)).toISOString(),
  })
  const coverage = useApi<Coverage>(`/api/v1/rosters/coverage?${query}`, { keep: true })
  return (
    <Page title={t('title')} lead={t('lead')} actions={<PageActions />}>
      <Panel
        title={
          view === 'week'
            ? t('weekOf', { from: dayText(first), to: dayText(last) })
            : t('nightOf', { date: dayText(first) })
        }
      >
        <Moves view={view} first={first} tonight={tonight} />
        <Loaded query={coverage}>
          {(data) =>
            data.places.length === 0 ? (
              <Empty title={t('empty')}>{t('emptyText')}</Empty>
            ) : view === 'week' ? (
              <WeekView coverage={data} monday={first} tonight={tonight} />
            ) : (
              <NightView coverage={data} night={first} />
            )
          }
        </Loaded>
        <p className="soft small">{t('legend.text')}</p>
      </Panel>
      {coverage.data !== undefined && (
        <StretchedPanel stretched={stretchedIn(coverage.data.places, coverage.data.contractors, fromMs, toMs)} />
      )}
      <GapsPanel />
    </Page>
  )
}

function PageActions() {
  const { t } = useWords()
  return (
    <>
      <Link to="/console/roster/holidays" className="button">
        <Icon name="calendar" />
        {t('holidays')}
      </Link>
      <button type="button" className="button" onClick={() => window.print()}>
        {t('print')}
      </button>
      {useMay('roster:write') && <AddRoute />}
    </>
  )
}

interface MovesProps {
  readonly view: 'week' | 'night'
  readonly first: string
  readonly tonight: string
}

/** Earlier, later, now, and which view; all of it in the address. */
function Moves({ view, first, tonight }: MovesProps) {
  const { t } = useWords()
  const step = view === 'week' ? 7 : 1
  const go = (from: string | null) => setSearch({ from })
  return (
    <div className="roster-moves row no-print">
      <div className="row">
        <button type="button" className="button" onClick={() => go(addDays(first, -step))}>
          <Icon name="back" />
          {t('earlier')}
        </button>
        <button type="button" className="button" onClick={() => go(null)}>
          {t(view === 'week' ? 'thisWeek' : 'tonight')}
        </button>
        <button type="button" className="button" onClick={() => go(addDays(first, step))}>
          {t('later')}
          <Icon name="next" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div className="row" role="group" aria-label={t('view')}>
        {(['week', 'night'] as const).map((it) => (
          <button
            key={it}
            type="button"
            className="button"
            aria-pressed={view === it}
            onClick={() =>
              // the night of today within this week, else the week's first
              setSearch({ view: it === 'week' ? null : it, from: mondayOf(tonight) === first ? null : first })
            }
          >
            {t(it)}
          </button>
        ))}
      </div>
    </div>
  )
}
