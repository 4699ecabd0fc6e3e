import { Link } from '../../shared/router.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Panel } from '../ui/Page.tsx'
import { Empty } from '../ui/Problem.tsx'
import { Ago, Clock } from '../ui/times.tsx'
import type { SensorFault, SensorSnow } from './api.ts'
import { useWords } from './words.ts'

export const SENSOR_TONES = { ok: 'good', suspect: 'bad', stale: 'unknown', 'no-data': 'unknown' } as const

/** The sensors of a route: what each says, how good it is. */
export function RouteSensors({ sensors }: { readonly sensors: readonly SensorSnow[] }) {
  const { t } = useWords()
  return (
    <Panel title={t('route.sensors')}>
      {sensors.length === 0 && <Empty title={t('route.noSensors')} />}
      <ul className="series-sensors">
        {sensors.map((it) => (
          <li key={it.device}>
            <div className="row">
              <Link to={`/console/sensors/${encodeURIComponent(it.device)}`}>{it.device}</Link>
              <Badge tone={SENSOR_TONES[it.status]}>{t(`sensor.status.${it.status}`)}</Badge>
              <span className="small soft">{t(`sensor.surface.${it.surface}`)}</span>
            </div>
            <p>
              {it.depthCm === null ? (
                <span className="soft">{t('never')}</span>
              ) : (
                <>
                  <strong className="number">{t('cm', { cm: it.depthCm.toFixed(1) })}</strong>{' '}
                  <span className="small soft">
                    {t('sensor.lastAccepted')} {it.readingAt !== null && <Ago at={it.readingAt} />}
                  </span>
                </>
              )}
            </p>
            <Faults faults={it.faults} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Faults that stand, in words with since when. */
export function Faults({ faults }: { readonly faults: readonly SensorFault[] }) {
  const { t } = useWords()
  return (
    <ul className="reasons small">
      {faults.map(({ fault, since }) => (
        <li key={fault}>
          {t(`sensor.fault.${fault}`)} (<Clock at={since} />)
        </li>
      ))}
    </ul>
  )
}
