import { Icon } from '../../shared/icons.tsx'
import { currentLanguage } from '../../shared/language.ts'
import { useSignedIn } from '../../shared/session/session.ts'
import { useEditWords } from './edit-words.ts'
import { nightsOf, type ReplayResult, routesCalled } from './replay.ts'
import './tables.css'

interface ReplayFiguresProps {
  readonly changed: ReplayResult
  readonly changedId: string
  /** null: nothing is in force now. */
  readonly now: ReplayResult | null
  readonly nowId: string | null
}

type Figure = readonly [key: string, of: (result: ReplayResult) => number, recorded: number | null, hours?: true]

/** Figures of both replays side by side, the real orders beside them, and every night. */
export function ReplayFigures({ changed, changedId, now, nowId }: ReplayFiguresProps) {
  const { t } = useEditWords()
  const { timeZone } = useSignedIn().authority
  const { recorded } = changed
  const figures: readonly Figure[] = [
    ['nights', (it) => nightsOf(it, timeZone).size, null],
    ['dispatches', (it) => it.total.calls.dispatch, recorded.calls.dispatch],
    ['standbys', (it) => it.total.calls.standby, recorded.calls.standby],
    ['routes', routesCalled, null],
    ['nightCalls', (it) => it.total.nightCalls, recorded.nightCalls],
    ['met', (it) => it.total.deadlines.met, recorded.deadlines.met],
    ['missed', (it) => it.total.deadlines.missed, recorded.deadlines.missed],
    ['standing', (it) => it.total.standing.missed, null],
    ['plowHours', (it) => it.total.plowHours, recorded.plowHours, true],
    ['unknownHours', (it) => it.total.unknownHours, null, true],
  ]
  const shown = (value: number | null, hours: true | undefined) => {
    if (value === null) return <span className="soft">–</span>
    return hours ? t('replay.hours', { n: Math.round(value * 10) / 10 }) : String(value)
  }
  return (
    <div className="stack-s" data-replayed>
      {now === null && <p className="soft">{t('replay.noNow')}</p>}
      <table className="criteria-figures">
        <caption className="hidden-text">{t('replay.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('replay.figure')}</th>
            {now !== null && <th scope="col">{t('replay.now')}</th>}
            <th scope="col">{t('replay.changed')}</th>
            {now !== null && <th scope="col">{t('replay.difference')}</th>}
            <th scope="col">{t('replay.recorded')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(([key, of, onRecord, hours]) => (
            <tr key={key}>
              <th scope="row">{t(`replay.${key}`)}</th>
              {now !== null && <td>{shown(of(now), hours)}</td>}
              <td>
                <strong>{shown(of(changed), hours)}</strong>
              </td>
              {now !== null && <td>{signed(of(changed) - of(now))}</td>}
              <td>{shown(onRecord, hours)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Nights changed={changed} now={now} timeZone={timeZone} />
      <div className="row no-print">
        {nowId !== null && <ReportLink id={nowId} label={t('replay.reportNow')} />}
        <ReportLink id={changedId} label={t('replay.report')} />
      </div>
    </div>
  )
}

function signed(value: number): string {
  const rounded = Math.round(value * 10) / 10
  return rounded === 0 ? '±0' : rounded > 0 ? `+${rounded}` : `−${-rounded}`
}

function ReportLink({ id, label }: { readonly id: string; readonly label: string }) {
  return (
    <a
      className="button"
      href={`/api/v1/replays/${id}/report?lang=${currentLanguage()}`}
      target="_blank"
      rel="noreferrer"
    >
      <Icon name="order" />
      {label}
    </a>
  )
}

interface NightsProps {
  readonly changed: ReplayResult
  readonly now: ReplayResult | null
  readonly timeZone: string
}

/** One bar a night for each set; the number stands beside it. */
function Nights({ changed, now, timeZone }: NightsProps) {
  const { t } = useEditWords()
  const after = nightsOf(changed, timeZone)
  const before = now === null ? new Map<string, number>() : nightsOf(now, timeZone)
  const nights = [...new Set([...after.keys(), ...before.keys()])].sort()
  if (nights.length === 0) return <p>{t('replay.nothing')}</p>
  const most = Math.max(...after.values(), ...before.values())
  const day = new Intl.DateTimeFormat(currentLanguage() === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  })
  return (
    <table className="criteria-nights">
      <caption>{t('replay.byNight')}</caption>
      <thead className="hidden-text">
        <tr>
          <th scope="col">{t('replay.night')}</th>
          {now !== null && <th scope="col">{t('replay.now')}</th>}
          <th scope="col">{t('replay.changed')}</th>
        </tr>
      </thead>
      <tbody>
        {nights.map((night) => (
          <tr key={night}>
            <th scope="row">{day.format(Date.parse(night))}</th>
            {now !== null && <Bar count={before.get(night) ?? 0} most={most} label={t('replay.now')} />}
            <Bar count={after.get(night) ?? 0} most={most} label={t('replay.changed')} strong />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Bar({ count, most, label, strong }: { count: number; most: number; label: string; strong?: true }) {
  return (
    <td data-title={label}>
      <span className={`criteria-bar-of ${strong ? 'is-new' : ''}`} style={{ width: `${(count / most) * 70}%` }} />
      <span className="number">{count}</span>
    </td>
  )
}
