import { Icon } from '../../shared/icons.tsx'
import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { type Gap, gapsIn } from './coverage.ts'
import { placePath } from './PlaceHead.tsx'
import { momentText } from './texts.ts'
import type { Coverage } from './types.ts'
import { useWords } from './words.ts'

/** What the service looks ahead of its own accord: the next fortnight from now. */
const AHEAD = '/api/v1/rosters/coverage'

/** The hours of the next fortnight in which nobody could be asked: those of nights open, those of days to be opened. */
export function GapsPanel() {
  const { t } = useWords()
  const ahead = useApi<Coverage>(AHEAD, { keep: true })
  return (
    <Panel title={t('gaps.title')} className="roster-gaps">
      <Loaded query={ahead}>
        {(data) => {
          const gaps = gapsIn(data.places, data.timeZone)
          if (gaps.length === 0) {
            return (
              <p className="row">
                <Icon name="done" />
                {t('gaps.none')}
              </p>
            )
          }
          const [nights, days] = [gaps.filter((it) => it.night), gaps.filter((it) => !it.night)]
          return (
            <div className="stack">
              <p>{t('gaps.text')}</p>
              {nights.length > 0 && (
                <section className="stack-s" aria-label={t('gaps.nights', { count: nights.length })}>
                  <h3>{t('gaps.nights', { count: nights.length })}</h3>
                  <GapList gaps={nights} coverage={data} />
                </section>
              )}
              {days.length > 0 && (
                <details>
                  <summary>{t('gaps.days', { count: days.length })}</summary>
                  <GapList gaps={days} coverage={data} />
                </details>
              )}
            </div>
          )
        }}
      </Loaded>
    </Panel>
  )
}

function GapList({ gaps, coverage }: { readonly gaps: readonly Gap[]; readonly coverage: Coverage }) {
  const { t } = useWords()
  const mayWrite = useMay('roster:write')
  const { timeZone } = coverage
  const whole = (it: Gap) => it.fromMs <= Date.parse(coverage.from) && it.toMs >= Date.parse(coverage.to)
  return (
    <ul className="roster-gap-list">
      {gaps.map((it) => (
        <li key={`${it.place.kind} ${it.place.id} ${it.fromMs}`}>
          <Icon name="warn" />
          <div>
            <strong>{it.place.name}</strong>{' '}
            <span className="number">
              {whole(it)
                ? t('gaps.always')
                : t('gaps.line', { from: momentText(it.fromMs, timeZone), to: momentText(it.toMs, timeZone) })}
            </span>
            <span className="small soft"> {t(it.why)}</span>
          </div>
          {mayWrite && (
            <Link to={placePath(it.place.kind, it.place.id)} className="button no-print">
              {t('gaps.assign')}
              <span className="hidden-text"> {it.place.name}</span>
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
