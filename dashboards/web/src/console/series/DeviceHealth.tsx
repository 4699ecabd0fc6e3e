import { useTranslation } from 'react-i18next'
import { Icon } from '../../shared/icons.tsx'
import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Facts, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import { Ago, Clock, durationText } from '../ui/times.tsx'
import type { Page, SensorSnow } from './api.ts'
import type { Device, Health, HealthReason, Reading } from './device-api.ts'
import { Faults, SENSOR_TONES } from './RouteSensors.tsx'
import { SnowFigure } from './SnowFigure.tsx'
import { type T, useWords } from './words.ts'

const PRESENCE_TONES = { ok: 'good', late: 'warn', offline: 'bad', 'never-seen': 'unknown' } as const

/** Whether a device is well: heard, battery, signal, clock, what it measures now, and what could not be read. */
export function DeviceHealth({ device, path }: { readonly device: Device; readonly path: string }) {
  const { t } = useWords()
  const health = useApi<Health>(`${path}/health`, { everyMs: 30_000 })
  return (
    <div className="series-now">
      <Panel title={t('device.health')}>
        <Loaded query={health}>{(it) => <Shown health={it} device={device} path={path} />}</Loaded>
      </Panel>
      {device.kind === 'ultrasonic' && <Now path={path} />}
    </div>
  )
}

function Shown({ health, device, path }: { readonly health: Health; readonly device: Device; readonly path: string }) {
  const { t } = useWords()
  const { t: common } = useTranslation()
  const { status, battery, clock, lastSeenAt, lastReadingAt, reasons } = health
  return (
    <>
      <p className="series-status">
        <Badge tone={PRESENCE_TONES[status]}>{t(`device.presence.${status}`)}</Badge>
      </p>
      <ul className="reasons">
        {reasons.map((it) => (
          <li key={it.code}>{reasonText(it, t, common)}</li>
        ))}
      </ul>
      <Facts
        items={[
          [t('device.lastSeen'), <At key="seen" at={lastSeenAt} />],
          [t('device.lastReading'), <At key="reading" at={lastReadingAt} />],
          [
            t('device.battery'),
            `${t(`device.batteryState.${battery.state}`)}${battery.volts === null ? '' : ` ${t('device.volts', { v: battery.volts.toFixed(2) })}`}`,
          ],
          [t('device.signal'), <Signal key="signal" path={path} at={lastReadingAt} />],
          [t('device.clock'), clockText(clock, t)],
          [t('device.quarantine'), <Quarantined key="quarantine" device={device} />],
        ]}
      />
    </>
  )
}

function At({ at }: { readonly at: string | null }) {
  const { t } = useWords()
  if (at === null) return t('never')
  return (
    <>
      <Clock at={at} /> (<Ago at={at} />)
    </>
  )
}

/** Of the newest reading. */
function Signal({ path, at }: { readonly path: string; readonly at: string | null }) {
  const { t } = useWords()
  const may = useMay('readings:read')
  const newest = useApi<Page<Reading>>(`${path}/readings?from=${encodeURIComponent(at ?? '')}&limit=1`, {
    enabled: may && at !== null,
  })
  const dbm = newest.data?.items[0]?.rssiDbm ?? null
  return dbm === null ? t('unknown') : t('device.dbm', { dbm })
}

const COUNTED = 100

function Quarantined({ device }: { readonly device: Device }) {
  const { t } = useWords()
  const may = useMay('quarantine:read')
  const items = useApi<Page<unknown>>(`/api/v1/quarantine?device=${encodeURIComponent(device.id)}&limit=${COUNTED}`, {
    enabled: may,
  })
  if (!may || items.data === undefined) return t('unknown')
  const count = items.data.items.length
  if (count === 0) return t('device.quarantineNone')
  return (
    <Link to={`/console/quarantine?device=${encodeURIComponent(device.id)}`}>
      {t(count === COUNTED ? 'device.quarantineMany' : 'device.quarantineSome', { count })}
    </Link>
  )
}

function clockText({ quality, skewMs }: Health['clock'], t: T): string {
  const word = t(`device.clockState.${quality}`)
  const s = skewMs === null ? 0 : Math.round(Math.abs(skewMs) / 1000)
  if (skewMs === null || s === 0) return word
  return `${word} (${t(skewMs > 0 ? 'device.skewAhead' : 'device.skewBehind', { s })})`
}

function reasonText(reason: HealthReason, t: T, common: Parameters<typeof durationText>[1]): string {
  const { code, silentS = 0, limitS = 0, batteryV = 0, limitV = 0, skewMs = 0 } = reason
  return t(`device.reason.${code}`, {
    silent: durationText(Math.round(silentS), common),
    limit: code === 'battery-low' ? limitV : durationText(Math.round(limitS), common),
    v: batteryV.toFixed(2),
    s: Math.round(skewMs / 1000),
  })
}

/** The snow under it, as decisions see it now. */
function Now({ path }: { readonly path: string }) {
  const { t } = useWords()
  const state = useApi<SensorSnow>(`${path}/state`, { everyMs: 30_000, enabled: useMay('readings:read') })
  return (
    <Panel title={t('device.now')}>
      <Loaded query={state}>
        {(it) => (
          <>
            <p className="series-status">
              <Badge tone={SENSOR_TONES[it.status]}>{t(`sensor.status.${it.status}`)}</Badge>
            </p>
            {it.depthCm === null ? (
              <p>
                <Icon name="unknown" /> {t('never')}
              </p>
            ) : (
              <dl className="series-figures">
                <SnowFigure name={t('route.depth')} cm={it.depthCm} big />
                <SnowFigure name={t('route.since')} cm={it.depthSincePassCm} />
                <SnowFigure name={t('route.newSnow')} cm={it.newSnowCm} />
              </dl>
            )}
            {it.readingAt !== null && (
              <p className="small soft">
                {t('sensor.lastAccepted')} <Clock at={it.readingAt} /> (<Ago at={it.readingAt} />)
              </p>
            )}
            <Faults faults={it.faults} />
          </>
        )}
      </Loaded>
    </Panel>
  )
}
