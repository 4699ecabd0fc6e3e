import { Map as MapLibreMap, NavigationControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import 'maplibre-gl/dist/maplibre-gl.css'
import './map.css'
import type { Colours } from './look.ts'
import type { Site } from './site.ts'

// a file of ours instead of a blob: the policy of the pages allows no other
setWorkerUrl(workerUrl)

/** What a map cannot show: its background, or anything at all. */
export type Trouble = 'no-tiles' | 'no-map' | null

export interface BaseMapOptions {
  readonly tiles: Site['tiles']
  readonly dark: boolean
  /** The map's own words, by MapLibre's keys. */
  readonly words: Readonly<Record<string, string>>
  /** Whether moving the map takes two fingers, so that a page with it still scrolls. */
  readonly cooperative: boolean
  onTrouble(trouble: 'no-tiles' | 'no-map'): void
}

/** A map with its background and nothing on it yet. */
export interface BaseMap {
  readonly map: MapLibreMap
  /** Resolves when layers may be added. */
  readonly ready: Promise<void>
  readonly colours: Colours
}

/** Starts a map in a box. Throws where the device cannot draw one. */
export function createBaseMap(box: HTMLElement, options: BaseMapOptions): BaseMap {
  const { words, cooperative, onTrouble } = options
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
  const ready = map.once('load').then(() => addTiles(map, options))
  return { map, ready, colours }
}

function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement)
  return (token) => style.getPropertyValue(token).trim()
}

function background(colours: Colours) {
  return { id: 'background', type: 'background', paint: { 'background-color': colours('--map-ground') } } as const
}

function addTiles(map: MapLibreMap, { tiles, dark }: BaseMapOptions): void {
  if (tiles === null) return
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

function attributionHtml({ attribution, attributionUrl }: NonNullable<Site['tiles']>): string {
  const text = escaped(attribution)
  return attributionUrl === null ? text : `<a href="${escaped(attributionUrl)}" rel="noopener">${text}</a>`
}

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (it) => signs[it] ?? it)
}
