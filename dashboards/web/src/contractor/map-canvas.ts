import type { LineString } from 'geojson'
import {
  type ExpressionSpecification,
  type GeoJSONSource,
  LngLatBounds,
  Map as MapLibreMap,
  Marker,
  NavigationControl,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { middleOf } from '../residents/nearest.ts'
import type { Tiles } from './site.ts'
import type { WorkState } from './work.ts'

// a file of ours instead of a blob: the policy of the pages allows no other
setWorkerUrl(workerUrl)

export type Trouble = 'no-tiles' | 'no-map'

/** A route as a line with its number in the working order. */
export interface CrewLine {
  readonly id: string
  readonly number: number
  readonly geometry: LineString
  readonly state: WorkState
}

export interface CrewCanvas {
  /** Puts these lines on the map in place of others; `frame`: and looks at all of them. */
  show(lines: readonly CrewLine[], frame: boolean): void
  remove(): void
}

interface CanvasOptions {
  readonly tiles: Tiles | null
  readonly dark: boolean
  /** The map's own words, by MapLibre's keys. */
  readonly words: Readonly<Record<string, string>>
  onTrouble(trouble: Trouble): void
}

const LINES = 'crew-lines'
const FIT = { padding: 48, maxZoom: 16, animate: false } as const
const DONE: ExpressionSpecification = ['==', ['get', 'state'], 'completed']

/** Starts a map in a box. Throws where the device cannot draw one. */
export function createCrewCanvas(box: HTMLElement, { tiles, dark, words, onTrouble }: CanvasOptions): CrewCanvas {
  const style = getComputedStyle(document.documentElement)
  const colour = (token: string) => style.getPropertyValue(token).trim()
  const map = new MapLibreMap({
    container: box,
    style: {
      version: 8,
      sources: {},
      layers: [{ id: 'background', type: 'background', paint: { 'background-color': colour('--map-ground') } }],
    },
    locale: { ...words },
    cooperativeGestures: true,
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
  const ready = map.once('load').then(() => addLayers(map, tiles, dark, colour))
  ready.catch(() => onTrouble('no-map'))
  const markers: Marker[] = []
  return {
    show: (lines, frame) =>
      void ready.then(() => {
        setLines(map, lines)
        setNumbers(map, markers, lines)
        if (frame) frameLines(map, lines)
      }),
    remove: () => map.remove(),
  }
}

function addLayers(map: MapLibreMap, tiles: Tiles | null, dark: boolean, colour: (token: string) => string): void {
  if (tiles !== null) {
    const { url, maxZoom: maxzoom, attribution } = tiles
    map.addSource('base', { type: 'raster', tiles: [url], tileSize: 256, maxzoom, attribution: escaped(attribution) })
    const paint = dark
      ? ({ 'raster-brightness-max': 0.35, 'raster-saturation': -0.7, 'raster-contrast': 0.1 } as const)
      : ({ 'raster-saturation': -0.5, 'raster-opacity': 0.8 } as const)
    map.addLayer({ id: 'base', type: 'raster', source: 'base', paint: { ...paint, 'raster-fade-duration': 0 } })
  }
  map.addSource(LINES, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const
  const halo = { 'line-color': colour('--map-halo'), 'line-width': 11 }
  map.addLayer({ id: 'halo', type: 'line', source: LINES, layout, paint: halo })
  const line = (state: ExpressionSpecification) => ({ type: 'line', source: LINES, layout, filter: state }) as const
  // what is done is thin, what is to be done wide: no map is read by colour alone
  map.addLayer({
    id: 'done',
    ...line(DONE),
    paint: { 'line-color': colour('--map-done'), 'line-width': 4 },
  })
  map.addLayer({
    id: 'open',
    ...line(['!', DONE]),
    paint: {
      'line-color': ['match', ['get', 'state'], 'started', colour('--map-working'), colour('--map-ordered')],
      'line-width': 7,
    },
  })
}

function setLines(map: MapLibreMap, lines: readonly CrewLine[]): void {
  const features = lines.map(({ id, geometry, state }) => ({
    type: 'Feature' as const,
    geometry,
    properties: { id, state },
  }))
  map.getSource<GeoJSONSource>(LINES)?.setData({ type: 'FeatureCollection', features })
}

/** Numbers are elements of the page, in its own type and colours; the list below says the same. */
function setNumbers(map: MapLibreMap, markers: Marker[], lines: readonly CrewLine[]): void {
  for (const it of markers.splice(0)) it.remove()
  for (const { number, geometry, state } of lines) {
    const element = document.createElement('span')
    element.className = `crew-number number is-${state}`
    element.textContent = state === 'completed' ? '✓' : String(number)
    element.ariaHidden = 'true'
    const [lon, lat] = middleOf(geometry)
    markers.push(new Marker({ element }).setLngLat([lon, lat]).addTo(map))
  }
}

function frameLines(map: MapLibreMap, lines: readonly CrewLine[]): void {
  const bounds = new LngLatBounds()
  for (const { geometry } of lines) for (const [lon = 0, lat = 0] of geometry.coordinates) bounds.extend([lon, lat])
  if (!bounds.isEmpty()) map.fitBounds(bounds, FIT)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
