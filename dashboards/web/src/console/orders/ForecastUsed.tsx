import { useApi } from '../../shared/queries.ts'
import { useMay } from '../../shared/session/session.ts'
import { Facts, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Clock } from '../ui/times.tsx'
import { useWords } from './words.ts'

interface Run {
  readonly provider: string
  readonly model: string
  readonly issuedAt: string
  readonly receivedAt: string
  readonly hours: readonly {
    readonly from: string
    readonly airTempC: number | null
    readonly precipitationMm: number | null
    readonly snowfallCm: number | null
  }[]
}

/** Hours shown of a run: what a night's decision looks at. */
const HOURS = 6
const HOUR_MS = 3_600_000

interface ForecastUsedProps {
  /** Id of the run; null: none was used. */
  readonly run: string | null
  readonly decidedAt: string
}

/** The forecast a decision rested on, as it had been received by then. */
export function ForecastUsed({ run, decidedAt }: ForecastUsedProps) {
  const { t } = useWords()
  const mayRead = useMay('forecasts:read')
  return (
    <Panel title={t('decision.forecast')}>
      {run === null || !mayRead ? <p>{t('decision.noForecast')}</p> : <RunShown id={run} decidedAt={decidedAt} />}
    </Panel>
  )
}

function RunShown({ id, decidedAt }: { readonly id: string; readonly decidedAt: string }) {
  const { t } = useWords()
  const query = useApi<Run>(`/api/v1/forecasts/${encodeURIComponent(id)}`, { everyMs: false })
  if (query.error?.status === 404) return <p>{t('decision.forecastGone')}</p>
  return (
    <Loaded query={query}>
      {(run) => (
        <div className="stack-s">
          <Facts
            items={[
              [t('decision.provider'), `${run.provider} ${run.model}`],
              [t('decision.issued'), <Clock key="issued" at={run.issuedAt} />],
              [t('decision.received'), <Clock key="received" at={run.receivedAt} />],
            ]}
          />
          <Hours run={run} fromMs={Date.parse(decidedAt)} />
        </div>
      )}
    </Loaded>
  )
}

function Hours({ run, fromMs }: { readonly run: Run; readonly fromMs: number }) {
  const { t } = useWords()
  const after = run.hours.filter((it) => Date.parse(it.from) > fromMs - HOUR_MS).slice(0, HOURS)
  const figure = (value: number | null, unit: string) => (value === null ? t('decision.unknown') : `${value} ${unit}`)
  return (
    <table className="table">
      <caption>{t('decision.window')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('decision.hour')}</th>
          <th scope="col">{t('decision.temperature')}</th>
          <th scope="col">{t('decision.precipitation')}</th>
          <th scope="col">{t('decision.newSnow')}</th>
        </tr>
      </thead>
      <tbody>
        {after.map((it) => (
          <tr key={it.from}>
            <td data-title={t('decision.hour')}>
              <Clock at={it.from} />
            </td>
            <td data-title={t('decision.temperature')}>{figure(it.airTempC, '°C')}</td>
            <td data-title={t('decision.precipitation')}>{figure(it.precipitationMm, 'mm')}</td>
            <td data-title={t('decision.newSnow')}>{figure(it.snowfallCm, 'cm')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
