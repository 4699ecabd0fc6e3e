import './series.css'
import { useMemo, useState } from 'react'
import { Icon } from '../../shared/icons.tsx'
import { useServerNow } from '../../shared/live.ts'
import { useApi, useWholeList } from '../../shared/queries.ts'
import { Link } from '../../shared/router.tsx'
import { useMay } from '../../shared/session/session.ts'
import type { Params } from '../pages.ts'
import { Page, Panel } from '../ui/Page.tsx'
import { Loaded } from '../ui/Problem.tsx'
import type { Block, Measure, Prediction, Route, RouteForecast, RouteSeries, RouteState } from './api.ts'
import { Chances } from './Chances.tsx'
import { routeModel } from './chart/model.ts'
import { type Asked, queryOf } from './chart/ranges.ts'
import { SeriesChart } from './chart/SeriesChart.tsx'
import { useSeries } from './chart/use-series.ts'
import { Quiet } from './Quiet.tsx'
import { RouteNow } from './RouteNow.tsx'
import { RouteDecisions, RouteOrders } from './RouteRecords.tsx'
import { RouteSensors } from './RouteSensors.tsx'
import { useWords } from './words.ts'
import { kmText } from './words-of.ts'

/** One route: what lies on it, what has been done, what may come, and why each decision was made. */
export default function RoutePage({ params }: { readonly params: Params }) {
  const { t } = useWords()
  const path = `/api/v1/routes/${encodeURIComponent(params.id ?? '')}`
  const route = useApi<Route>(path)
  const mayOrder = useMay('orders:write')
  const blocks = useWholeList<Block>('/api/v1/blocks')
  const block = blocks.data?.find((it) => it.id === route.data?.blockId)?.name ?? ''
  const title = route.data?.name ?? params.id ?? ''
  const facts = route.data === undefined ? undefined : t('route.facts', { block, km: kmText(route.data.lengthM) })
  const kana = route.data?.nameKana ?? null
  const lead = facts === undefined || kana === null ? facts : t('route.read', { kana, facts })
  return (
    <Page
      title={title}
      {...(lead === undefined ? {} : { lead })}
      back={{ to: '/console/routes', label: t('route.back') }}
      actions={
        route.data !== undefined && (
          <>
            <Quiet target={{ kind: 'scope', scope: { kind: 'route', id: route.data.id } }} />
            {mayOrder && (
              <Link to={`/console/orders/new?route=${encodeURIComponent(route.data.id)}`} className="button is-main">
                <Icon name="truck" />
                {t('route.order')}
              </Link>
            )}
          </>
        )
      }
    >
      <Loaded query={route}>{(it) => <Whole route={it} path={path} />}</Loaded>
    </Page>
  )
}

function Whole({ route, path }: { readonly route: Route; readonly path: string }) {
  const state = useApi<RouteState>(`${path}/state`, { everyMs: 30_000 })
  const prediction = useApi<Prediction>(`${path}/prediction`, { everyMs: 60_000 })
  const mayReadings = useMay('readings:read')
  const mayOrders = useMay('orders:read')
  const mayDecisions = useMay('decisions:read')
  return (
    <div className="stack series-route">
      <Loaded query={state}>{(it) => <RouteNow route={route} state={it} prediction={prediction.data} />}</Loaded>
      {mayReadings && <RouteChart route={route} path={path} prediction={prediction.data} />}
      <div className="columns">
        <Loaded query={prediction}>{(it) => <Chances prediction={it} />}</Loaded>
        <Loaded query={state}>{(it) => <RouteSensors sensors={it.sensors} />}</Loaded>
      </div>
      {mayDecisions && <RouteDecisions routeId={route.id} />}
      {mayOrders && <RouteOrders routeId={route.id} />}
    </div>
  )
}

interface RouteChartProps {
  readonly route: Route
  readonly path: string
  readonly prediction: Prediction | undefined
}

function RouteChart({ route, path, prediction }: RouteChartProps) {
  const { t } = useWords()
  const nowMs = useServerNow()
  const [asked, setAsked] = useState<Asked>({ range: '24h', endMs: null })
  const mayForecasts = useMay('forecasts:read')
  const forecast = useApi<RouteForecast>(`${path}/forecast`, { enabled: mayForecasts })
  const series = useSeries<RouteSeries>(`${path}/series?${queryOf(asked, nowMs)}`, [route.id])
  return (
    <Panel title={t('route.chart')}>
      <Loaded query={series}>
        {(it) => (
          <Chart
            name={route.name}
            series={it}
            prediction={prediction}
            forecast={forecast.data}
            asked={asked}
            onAsk={setAsked}
          />
        )}
      </Loaded>
      {forecast.data !== undefined && <ForecastNote forecast={forecast.data} />}
    </Panel>
  )
}

interface ChartProps {
  readonly name: string
  readonly series: RouteSeries
  readonly prediction: Prediction | undefined
  readonly forecast: RouteForecast | undefined
  readonly asked: Asked
  onAsk(asked: Asked): void
}

function Chart({ name, series, prediction, forecast, asked, onAsk }: ChartProps) {
  const ahead = asked.endMs === null && asked.range !== 'season'
  const model = useMemo(
    () => (ahead ? routeModel(series, prediction, forecast) : routeModel(series)),
    [series, prediction, forecast, ahead],
  )
  return <SeriesChart {...{ name, model, asked, onAsk }} measure={measureOf(series)} />
}

/** What the criterion in force looks at: dispatch before stand-by. */
function measureOf({ lines, resolution }: RouteSeries): Measure {
  if (resolution !== 'reading') return 'depth'
  const line = lines?.find((it) => it.level === 'dispatch') ?? lines?.[0]
  return line?.measure ?? 'depth-since-pass'
}

function ForecastNote({ forecast }: { readonly forecast: RouteForecast }) {
  const { t } = useWords()
  return (
    <p className="small soft">
      {forecast.run !== null && forecast.stale && `${t('chart.forecastStale')} `}
      {forecast.attribution.length > 0 && `${t('chart.attribution')}: ${forecast.attribution.join(', ')}`}
    </p>
  )
}
