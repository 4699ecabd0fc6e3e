import { useTranslation } from 'react-i18next'
import { Link } from '../../shared/router.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Ago } from '../ui/times.tsx'
import { type FleetDevice, failedTests } from './fleet.ts'
import { useWords } from './words.ts'

/** The cells of the list of sensors. */

interface CellProps {
  readonly it: FleetDevice
}

export function DeviceCell({ it }: CellProps) {
  const { t } = useWords()
  return (
    <span className="stack-s">
      <Link to={`/console/sensors/${encodeURIComponent(it.id)}`}>{it.id}</Link>
      {it.kind === 'camera' && <span className="small soft">{t('camera')}</span>}
      {!it.hasToken && <span className="small soft">{t('noToken')}</span>}
    </span>
  )
}

export function PlaceCell({ it }: CellProps) {
  const { t } = useWords()
  if (it.routeId === null) return <span className="soft">{t('noRoute')}</span>
  return (
    <span lang="ja" className="stack-s">
      <Link to={`/console/routes/${encodeURIComponent(it.routeId)}`}>{it.routeName ?? it.routeId}</Link>
      <span className="small soft">{it.blockName}</span>
    </span>
  )
}

const HEALTH_TONES = { ok: 'good', late: 'warn', offline: 'bad', 'never-seen': 'unknown' } as const

export function HealthCell({ it }: CellProps) {
  const { t } = useWords()
  const { clock } = it
  return (
    <span className="stack-s">
      <span>
        <Badge tone={HEALTH_TONES[it.health]}>{t(`health.${it.health}`)}</Badge>
      </span>
      {(clock === 'drifting' || clock === 'implausible') && <span className="small">{t(`clock.${clock}`)}</span>}
    </span>
  )
}

export function SeenCell({ it }: CellProps) {
  const { t } = useWords()
  return it.lastSeenAt === null ? <span className="soft">{t('never')}</span> : <Ago at={it.lastSeenAt} />
}

export function SnowCell({ it }: CellProps) {
  const { t } = useWords()
  if (it.snow === null) return <span className="soft">{t('unknown')}</span>
  const { depthCm, status } = it.snow
  const depth = depthCm === null ? t('unknown') : t('cm', { cm: depthCm.toFixed(1) })
  if (status === 'ok') return <strong className="number">{depth}</strong>
  return (
    <span className="stack-s">
      <span>
        <Badge tone={status === 'suspect' ? 'warn' : 'unknown'}>{t(`snow.${status}`)}</Badge>
      </span>
      {depthCm !== null && <span className="small soft number">{depth}</span>}
    </span>
  )
}

/** What stands against it: faults, and the tests its newest reading failed. */
export function QualityCell({ it }: CellProps) {
  const { t } = useWords()
  const faults = it.snow?.faults ?? []
  const failed = failedTests(it.flags)
  return (
    <span className="stack-s">
      {faults.map(({ fault }) => (
        <span key={fault}>
          <Badge tone="bad">{t(`fault.${fault}`)}</Badge>
        </span>
      ))}
      {failed.length > 0 && (
        <span className="small">
          {t('failed', { tests: failed.map((test) => t(`test.${test}` as 'test.time')).join('・') })}
        </span>
      )}
      {faults.length + failed.length === 0 && (
        <span className="small soft">{t(it.flags === null ? 'notJudged' : 'passed')}</span>
      )}
    </span>
  )
}

export function BatteryCell({ it }: CellProps) {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const volts = it.batteryV === null ? common('ui.unknown') : t('volts', { v: it.batteryV.toFixed(2) })
  return (
    <span className="stack-s number">
      {it.battery === 'low' && (
        <span>
          <Badge tone="warn">{t('batteryLow')}</Badge>
        </span>
      )}
      <span className={it.batteryV === null ? 'soft' : ''}>{volts}</span>
    </span>
  )
}
