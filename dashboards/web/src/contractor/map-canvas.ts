import type { LineString } from 'geojson'
import { type ExpressionSpecification, type GeoJSONSource, type Map as MapLibreMap, Marker } from 'maplibre-gl'
import { type BaseMapOptions, createBaseMap } from '../shared/map/base-map.ts'
import { frameLines } from '../shared/map/frame.ts'
import { type Colours, scaled } from '../shared/map/look.ts'
import { middleOf } from '../shared/map/middle.ts'
import type { WorkState } from './work.ts'

/** A route as a line with its number in the working order. */
interface CrewLine {
  readonly id: string
  /** Place in the working order; 0: none yet. */
  readonly number: number
  readonly geometry: LineString
  readonly state: WorkState
}

export interface CrewCanvas {
  /** Puts these lines on the map in place of others; `frame`: and looks at all of them. */
  show(lines: readonly CrewLine[], frame: boolean): void
  remove(): void
}

const LINES = 'crew-lines'
const FIT = { padding: 48, maxZoom: 16 } as const
const DONE: ExpressionSpecification = ['==', ['get', 'state'], 'completed']

/** Starts a map in a box. Throws where the device cannot draw one. */
export function createCrewCanvas(box: HTMLElement, options: Omit<BaseMapOptions, 'cooperative'>): CrewCanvas {
  const { map, ready, colours } = createBaseMap(box, { ...options, cooperative: true })
  const layered = ready.then(() => addLayers(map, colours))
  layered.catch(() => options.onTrouble('no-map'))
  const markers: Marker[] = []
  return {
    show: (lines, frame) =>
      void layered.then(() => {
        setLines(map, lines)
        setNumbers(map, markers, lines)
        if (frame)
          frameLines(
            map,
            lines.map((it) => it.geometry),
            FIT,
          )
      }),
    remove: () => map.remove(),
  }
}

function addLayers(map: MapLibreMap, colours: Colours): void {
  map.addSource(LINES, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const
  const base = { type: 'line', source: LINES, layout } as const
  map.addLayer({ id: 'halo', ...base, paint: { 'line-color': colours('--map-halo'), 'line-width': scaled(11) } })
  // what is done is thin, what is to be done wide: no map is read by colour alone
  const done = { 'line-color': colours('--map-done'), 'line-width': scaled(4) }
  map.addLayer({ id: 'done', ...base, filter: DONE, paint: done })
  const colour: ExpressionSpecification = [
    'match',
    ['get', 'state'],
    'started',
    colours('--map-working'),
    colours('--map-ordered'),
  ]
  map.addLayer({
    id: 'open',
    ...base,
    filter: ['!', DONE],
    paint: { 'line-color': colour, 'line-width': scaled(7) },
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

/** Numbers are elements of the page, in its own type and colours; the cards say the same. */
function setNumbers(map: MapLibreMap, markers: Marker[], lines: readonly CrewLine[]): void {
  for (const it of markers.splice(0)) it.remove()
  for (const { number, geometry, state } of lines) {
    const element = document.createElement('span')
    element.className = 'crew-number number'
    element.textContent = state === 'completed' ? '✓' : number === 0 ? '?' : String(number)
    element.ariaHidden = 'true'
    const [lon, lat] = middleOf(geometry)
    markers.push(new Marker({ element }).setLngLat([lon, lat]).addTo(map))
  }
}
