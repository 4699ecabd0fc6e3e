import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react'
import { useWide } from '../../shared/use-wide.ts'
import { Page } from '../ui/Page.tsx'
import { Loading, Problem } from '../ui/Problem.tsx'
import { Colouring, Filters, Layers, Search } from './Controls.tsx'
import type { Picked, View } from './canvas.ts'
import { RoadDetails, SensorDetails } from './Details.tsx'
import { useMapLines, useMapNow } from './data.ts'
import { Legend } from './Legend.tsx'
import { LAYER_NAMES, type LayerName } from './layer-names.ts'
import { type MapState, type RoadNow, roadsNow, roadsOf } from './model.ts'
import { RoadList } from './RoadList.tsx'
import { Snowfall } from './Snowfall.tsx'
import { inView, pick, seek, useSought } from './search.ts'
import { useWords } from './words.ts'
import './map.css'

const MapView = lazy(() => import('./MapView.tsx'))
const FIRST_LAYERS: ReadonlySet<LayerName> = new Set(['orders', 'sensors'])
const FIRST_HOUR = 6

/** Every road: snow now and, apart from it, treatment; orders, sensors, forecast snowfall. */
export default function MapPage() {
  const { t } = useWords()
  const lines = useMapLines()
  const state = useMapNow()
  const sought = useSought()
  const wide = useWide()
  const [view, setView] = useState<View | null>(null)
  const [layers, setLayers] = useState(FIRST_LAYERS)
  const [hour, setHour] = useState(FIRST_HOUR)
  const [side, setSide] = useState<'map' | 'list'>('map')
  const roads = useMemo(() => (lines.data === undefined ? [] : roadsOf(lines.data)), [lines.data])
  const now = useMemo(() => roadsNow(roads, state.data), [roads, state.data])
  const { text, block, treatment, condition, shown, picked } = sought
  const wanted = useDeferredValue(text)
  const found = useMemo(
    () => seek(now, { text: wanted, block, treatment, condition }),
    [now, wanted, block, treatment, condition],
  )
  const ids = useMemo(() => new Set(found.map((it) => it.road.id)), [found])
  const listed = useMemo(() => inView(found, view), [found, view])
  const error = lines.error ?? state.error
  const forecast = state.data?.forecast ?? null
  const choose = (next: Picked | null) => pick(next)
  return (
    <Page title={t('title')}>
      {error !== null && <Problem error={error} onRetry={() => [lines.refetch(), state.refetch()]} />}
      <div className="map-bar">
        <Search sought={sought} />
        <Colouring sought={sought} />
        {!wide && <SideSwitch side={side} onSide={setSide} />}
      </div>
      <details className="map-more no-print" open={wide}>
        <summary>{t('filter')}</summary>
        <div className="map-bar">
          <Filters sought={sought} lines={lines.data} />
          <Layers layers={layers} available={availableLayers(state.data)} onLayers={setLayers} />
        </div>
      </details>
      {lines.data === undefined ? (
        error === null && <Loading />
      ) : (
        <div className="map-split" data-side={wide ? 'both' : side}>
          {(wide || side === 'list') && (
            <RoadList roads={listed} picked={picked} onPick={({ road }) => choose({ kind: 'route', id: road.id })} />
          )}
          {(wide || side === 'map') && (
            <div className="map-side">
              <Suspense fallback={<p className="map-view loading">{t('map.loading')}</p>}>
                <MapView
                  {...{ roads, now, sought: ids, state: state.data, shown, layers, hour, picked, start: view }}
                  onPick={choose}
                  onMove={setView}
                />
              </Suspense>
              {layers.has('forecast') && forecast !== null && (
                <Snowfall forecast={forecast} hour={hour} onHour={setHour} />
              )}
              <Legend shown={shown} layers={layers} />
              <p className="small soft no-print">{t('map.keyboard')}</p>
            </div>
          )}
          <Chosen picked={picked} now={now} state={state.data} />
        </div>
      )}
    </Page>
  )
}

function Chosen({
  picked,
  now,
  state,
}: {
  picked: Picked | null
  now: readonly RoadNow[]
  state: MapState | undefined
}) {
  const { t } = useWords()
  const close = () => pick(null)
  if (picked === null) return null
  if (picked.kind === 'sensor') {
    const sensor = state?.sensors?.find((it) => it.id === picked.id)
    if (sensor === undefined) return null
    const route = now.find((it) => it.road.id === sensor.routeId)?.road.name
    return <SensorDetails it={sensor} route={route} onClose={close} />
  }
  const road = now.find((it) => it.road.id === picked.id)
  return road === undefined ? <p role="alert">{t('route.gone')}</p> : <RoadDetails it={road} onClose={close} />
}

/** On a phone either the map or the list. */
function SideSwitch({ side, onSide }: { readonly side: 'map' | 'list'; onSide(side: 'map' | 'list'): void }) {
  const { t } = useWords()
  return (
    <fieldset className="map-switch no-print">
      <legend className="hidden-text">{t('view')}</legend>
      {(['map', 'list'] as const).map((it) => (
        <button key={it} type="button" className="button" aria-pressed={side === it} onClick={() => onSide(it)}>
          {t(it === 'map' ? 'showMap' : 'showList')}
        </button>
      ))}
    </fieldset>
  )
}

/** Layers of things the person may see. */
function availableLayers(state: MapState | undefined): readonly LayerName[] {
  const hidden = new Set<LayerName>()
  if (state?.orders === null) hidden.add('orders')
  if (state?.sensors === null) hidden.add('sensors')
  if (state?.forecast === null) hidden.add('forecast')
  return LAYER_NAMES.filter((it) => !hidden.has(it))
}
