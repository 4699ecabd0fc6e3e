import type { Feature, LineString } from 'geojson'
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import { drawBadge } from '../shared/map/badge.ts'
import { type BaseMapOptions, createBaseMap } from '../shared/map/base-map.ts'
import { CONDITION_LOOKS, type DepthStep, depthStep } from '../shared/map/depth.ts'
import { frameLines } from '../shared/map/frame.ts'
import type { Colours } from '../shared/map/look.ts'
import { middleOf } from '../shared/map/middle.ts'
import { BADGES_SOURCE, LINES_SOURCE, lineLayers, type Shown, TREATMENT_LOOKS } from './map-look.ts'
import type { RouteStatus, Treatment } from './status.ts'

/** Signs of the badges; the legend shows the same beside the words. */
export const TREATMENT_SIGNS: Readonly<Record<Treatment, string>> = { none: '', ordered: '…', working: '▶', done: '✓' }

const FIT = { padding: 44, maxZoom: 15 } as const

export interface Located {
  readonly id: string
  readonly geometry: LineString
  readonly status: RouteStatus
}

export interface Canvas {
  /** Puts these routes on the map in place of others. */
  show(routes: readonly Located[]): void
  colour(shown: Shown): void
  frame(routes: readonly Located[]): void
  remove(): void
}

export interface CanvasOptions extends BaseMapOptions {
  onPick(id: string): void
}

/** Starts a map in a box. Throws where the device cannot draw one. */
export function createCanvas(box: HTMLElement, options: CanvasOptions): Canvas {
  const { map, ready: started, colours } = createBaseMap(box, options)
  map.on('click', 'hit', (event) => {
    const id = event.features?.[0]?.properties.id
    if (typeof id === 'string') options.onPick(id)
  })
  map.on('mouseenter', 'hit', () => {
    map.getCanvas().style.cursor = 'pointer'
  })
  map.on('mouseleave', 'hit', () => {
    map.getCanvas().style.cursor = ''
  })
  const ready = started.then(() => addLayers(map, colours))
  ready.catch(() => options.onTrouble('no-map'))
  return {
    show: (routes) => void ready.then(() => setData(map, routes, colours)),
    colour: (shown) => void ready.then(() => setLayers(map, shown, colours)),
    frame: (routes) =>
      void ready.then(() =>
        frameLines(
          map,
          routes.map((it) => it.geometry),
          FIT,
        ),
      ),
    remove: () => map.remove(),
  }
}

function addLayers(map: MapLibreMap, colours: Colours): void {
  for (const id of [LINES_SOURCE, BADGES_SOURCE]) {
    map.addSource(id, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  }
  setLayers(map, 'treatment', colours)
}

function setLayers(map: MapLibreMap, shown: Shown, colours: Colours): void {
  for (const { id } of map.getStyle().layers) if (id !== 'background' && id !== 'base') map.removeLayer(id)
  for (const layer of lineLayers(shown, colours)) map.addLayer(layer)
}

function setData(map: MapLibreMap, routes: readonly Located[], colours: Colours): void {
  const lines = routes.map((it): Feature => ({ type: 'Feature', geometry: it.geometry, properties: propertiesOf(it) }))
  const points = routes.map((it): Feature => {
    const coordinates = [...middleOf(it.geometry)]
    const properties = badgesOf(it, colours)
    for (const name of Object.values(properties)) addBadge(map, name, colours)
    return { type: 'Feature', geometry: { type: 'Point', coordinates }, properties }
  })
  map.getSource<GeoJSONSource>(LINES_SOURCE)?.setData({ type: 'FeatureCollection', features: lines })
  map.getSource<GeoJSONSource>(BADGES_SOURCE)?.setData({ type: 'FeatureCollection', features: points })
}

/** Draws a badge the first time it is needed: there are as many as depths and states, not as routes. */
function addBadge(map: MapLibreMap, name: string, colours: Colours): void {
  if (name === '' || map.hasImage(name)) return
  const badge = drawBadge(name, colours('--map-halo'))
  if (badge !== undefined) map.addImage(name, badge.image, { pixelRatio: badge.pixelRatio })
}

function propertiesOf({ id, status }: Located) {
  return { id, treatment: status.treatment.status, condition: stepOf(status) }
}

function stepOf({ condition }: RouteStatus): DepthStep {
  return depthStep(condition.status === 'unknown' ? null : condition.depthCm)
}

function badgesOf({ status }: Located, colours: Colours) {
  const step = stepOf(status)
  const treatment = status.treatment.status
  const depth = step === 'unknown' ? '?' : String(status.condition.depthCm)
  return {
    treatmentBadge:
      treatment === 'none' ? '' : `${colours(TREATMENT_LOOKS[treatment].colour)}|${TREATMENT_SIGNS[treatment]}`,
    conditionBadge: `${colours(CONDITION_LOOKS[step].colour)}|${depth}`,
  }
}
