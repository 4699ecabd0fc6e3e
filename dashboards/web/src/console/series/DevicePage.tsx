import './series.css'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../shared/live.ts'
import { useApi } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import type { Params } from '../pages.ts'
import { Facts, Page, Panel } from '../ui/Page.tsx'
import { Empty, Loaded } from '../ui/Problem.tsx'
import { durationText } from '../ui/times.tsx'
import type { DeviceSeries, Measure, Prediction, Route } from './api.ts'
import { deviceModel } from './chart/model.ts'
import { type Asked, queryOf } from './chart/ranges.ts'
import { SeriesChart } from './chart/SeriesChart.tsx'
import { useSeries } from './chart/use-series.ts'
import { DeviceCommands } from './DeviceCommands.tsx'
import { DeviceConfig } from './DeviceConfig.tsx'
import { DeviceHealth } from './DeviceHealth.tsx'
import { DeviceToken } from './DeviceToken.tsx'
import type { Device } from './device-api.ts'
import { Quiet } from './Quiet.tsx'
import { useWords } from './words.ts'

/** One device: is it well, what did it say and what of it was believed, what is it asked to be. */
export default function DevicePage({ params }: { readonly params: Params }) {
  const { t } = useWords()
  const path = `/api/v1/devices/${encodeURIComponent(params.id ?? '')}`
  const device = useApi<Device>(path)
  const kind = device.data && `${t(`sensor.surface.${device.data.surface}`)}`
  return (
    <Page
      title={params.id ?? ''}
      {...(kind === undefined ? {} : { lead: kind })}
      back={{ to: '/console/sensors', label: t('device.back') }}
      actions={device.data !== undefined && <Quiet target={{ kind: 'device', device: device.data.id }} />}
    >
      <Loaded query={device}>{(it) => <Whole device={it} path={path} />}</Loaded>
    </Page>
  )
}

function Whole({ device, path }: { readonly device: Device; readonly path: string }) {
  const { t } = useWords()
  const mayReadings = useMay('readings:read')
  const mayWrite = useMay('devices:write')
  return (
    <div className="stack series-route">
      <DeviceHealth device={device} path={path} />
      {mayReadings &&
        (device.kind === 'ultrasonic' ? (
          <DeviceChart device={device} path={path} />
        ) : (
          <Panel>
            <Empty title={t('device.noSnow')} />
          </Panel>
        ))}
      <Place device={device} />
      <div className="columns">
        <DeviceConfig path={path} mayWrite={mayWrite} />
        <DeviceCommands path={path} mayWrite={mayWrite} />
        {mayWrite && <DeviceToken device={device} path={path} />}
      </div>
    </div>
  )
}

function Place({ device }: { readonly device: Device }) {
  const { t } = useWords()
  const { routeId, mountHeightMm, intervalS } = device
  const { t: common } = useTranslation()
  const intervalText = durationText(intervalS, common)
  const mayRoutes = useMay('routes:read')
  const route = useApi<Route>(`/api/v1/routes/${encodeURIComponent(routeId ?? '')}`, {
    enabled: mayRoutes && routeId !== null,
  })
  return (
    <Panel>
      <Facts
        items={[
          [
            t('device.route'),
            routeId === null ? (
              t('device.noRoute')
            ) : (
              <Link key="route" to={`/console/routes/${encodeURIComponent(routeId)}`}>
                {route.data?.name ?? routeId}
              </Link>
            ),
          ],
          [t('sensor.place'), t(`sensor.surface.${device.surface}`)],
          [t('device.registered'), mountHeightMm === null ? t('unknown') : t('device.mm', { mm: mountHeightMm })],
          [t('device.interval'), t('device.every', { text: intervalText })],
        ]}
      />
    </Panel>
  )
}

function DeviceChart({ device, path }: { readonly device: Device; readonly path: string }) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const [asked, setAsked] = useState<Asked>({ range: '24h', endMs: null })
  const about = device.routeId === null ? [device.id] : [device.id, device.routeId]
  const series = useSeries<DeviceSeries>(`${path}/series?${queryOf(asked, nowMs)}`, about)
  const prediction = useApi<Prediction>(`${path}/prediction`, { everyMs: 60_000 })
  const ahead = asked.endMs === null && asked.range !== 'season'
  return (
    <Panel title={t('route.chart')}>
      <Loaded query={series}>
        {(it) => (
          <Chart
            name={device.id}
            series={it}
            prediction={ahead ? prediction.data : undefined}
            asked={asked}
            onAsk={setAsked}
          />
        )}
      </Loaded>
    </Panel>
  )
}

interface ChartProps {
  readonly name: string
  readonly series: DeviceSeries
  readonly prediction: Prediction | undefined
  readonly asked: Asked
  onAsk(asked: Asked): void
}

const FIRST: Measure = 'depth'

function Chart({ name, series, prediction, asked, onAsk }: ChartProps) {
  const model = useMemo(() => deviceModel(series, prediction), [series, prediction])
  return <SeriesChart {...{ name, model, asked, onAsk }} measure={FIRST} />
}
