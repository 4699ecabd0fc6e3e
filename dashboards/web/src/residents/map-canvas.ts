import { type GeoJSONSource, LngLatBounds, Map as MapLibreMap, NavigationControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { Feature, LineString } from 'geojson'
import type { Site } from './api.ts'
import { drawBadge } from './map-badge.ts'
import {
  BADGES_SOURCE,
  CONDITION_LOOKS,
  type Colours,
  LINES_SOURCE,
  lineLayers,
  type Shown,
  TREATMENT_LOOKS,
} from './map-look.ts'
import { middleOf } from './nearest.ts'
import { depthStep, type RouteStatus, type Treatment } from './status.ts'

// a file of ours instead of a blob: the policy of the pages allows no other
setWorkerUrl(workerUrl)

/** Signs of the badges; the legend shows the same beside the words. */
export const TREATMENT_SIGNS: Readonly<Record<Treatment, string>> = { none: '', ordered: '…', working: '▶', done: '✓' }

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

export interface CanvasOptions {
  readonly tiles: Site['tiles']
  readonly dark: boolean
  /** The map's own words, by MapLibre's keys. */
  readonly words: Readonly<Record<string, string>>
  /** Whether moving the map takes two fingers, so that a page with it still scrolls. */
  readonly cooperative: boolean
  onPick(id: string): void
  onTrouble(trouble: 'no-tiles' | 'no-map'): void
}

/** Starts a map in a box. Throws where the device cannot draw one. */
export function createCanvas(box: HTMLElement, options: CanvasOptions): Canvas {
  const { tiles, dark, words, cooperative, onPick, onTrouble } = options
  const colours = coloursNow()
  const map = new MapLibreMap({
    container: box,
    style: { version: 8, sources: {}, layers: [background(colours)] },
    locale: { ...words },
    cooperativeGestures: cooperative,
    attributionControl: { compact: false },
    center: [138, 38],
    zoom: 4,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.on('error', (event) => {
    if ('sourceId' in event && event.sourceId === 'base') onTrouble('no-tiles')
  })
  map.on('idle', () => {
    box.dataset.drawn = 'yes'
  })
  map.on('click', 'hit', (event) => {
    const id = event.features?.[0]?.properties.id
    if (typeof id === 'string') onPick(id)
  })
  map.on('mouseenter', 'hit', () => {
    map.getCanvas().style.cursor = 'pointer'
  })
  map.on('mouseleave', 'hit', () => {
    map.getCanvas().style.cursor = ''
  })
  const ready = map.once('load').then(() => addLayers(map, tiles, dark, colours))
  ready.catch(() => onTrouble('no-map'))
  return {
    show: (routes) => void ready.then(() => setData(map, routes, colours)),
    colour: (shown) => void ready.then(() => setLayers(map, shown, colours)),
    frame: (routes) => void ready.then(() => frameRoutes(map, routes)),
    remove: () => map.remove(),
  }
}

function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement)
  return (token) => style.getPropertyValue(token).trim()
}

function background(colours: Colours) {
  return { id: 'background', type: 'background', paint: { 'background-color': colours('--map-ground') } } as const
}

function addLayers(map: MapLibreMap, tiles: Site['tiles'], dark: boolean, colours: Colours): void {
  if (tiles !== null) {
    map.addSource('base', {
      type: 'raster',
      tiles: [tiles.url],
      tileSize: 256,
      maxzoom: tiles.maxZoom,
      attribution: attributionHtml(tiles),
    })
    // a pale map by day; at night the same, dimmed
    const paint = dark
      ? ({ 'raster-brightness-max': 0.35, 'raster-saturation': -0.7, 'raster-contrast': 0.1 } as const)
      : ({ 'raster-saturation': -0.5, 'raster-opacity': 0.8 } as const)
    map.addLayer({ id: 'base', type: 'raster', source: 'base', paint: { ...paint, 'raster-fade-duration': 0 } })
  }
  for (const id of [LINES_SOURCE, BADGES_SOURCE]) {
    map.addSource(id, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  }
  setLayers(map, 'treatment', colours)
}

function attributionHtml({ attribution, attributionUrl }: NonNullable<Site['tiles']>): string {
  const text = escaped(attribution)
  return attributionUrl === null ? text : `<a href="${escaped(attributionUrl)}" rel="noopener">${text}</a>`
}

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (it) => signs[it] ?? it)
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
  return { id, treatment: status.treatment.status, condition: depthStep(status) }
}

function badgesOf({ status }: Located, colours: Colours) {
  const step = depthStep(status)
  const treatment = status.treatment.status
  const depth = step === 'unknown' ? '?' : String(status.condition.depthCm)
  return {
    treatmentBadge:
      treatment === 'none' ? '' : `${colours(TREATMENT_LOOKS[treatment].colour)}|${TREATMENT_SIGNS[treatment]}`,
    conditionBadge: `${colours(CONDITION_LOOKS[step].colour)}|${depth}`,
  }
}

const FIT = { padding: 44, maxZoom: 15, animate: false } as const

function frameRoutes(map: MapLibreMap, routes: readonly Located[]): void {
  const bounds = new LngLatBounds()
  for (const { geometry } of routes) {
    for (const [lon = 0, lat = 0] of geometry.coordinates) bounds.extend([lon, lat])
  }
  if (!bounds.isEmpty()) map.fitBounds(bounds, FIT)
}
