import type { Feature, FeatureCollection } from 'geojson'
import { type GeoJSONSource, LngLatBounds, type Map as MapLibreMap, type MapMouseEvent } from 'maplibre-gl'
import { afterPaint } from '../../shared/map/after-paint.ts'
import { type BaseMapOptions, createBaseMap } from '../../shared/map/base-map.ts'
import { frameLines } from '../../shared/map/frame.ts'
import type { Colours } from '../../shared/map/look.ts'
import { type BlockArea, blockPolygons, cellPolygons } from './areas.ts'
import type { LayerName } from './layer-names.ts'
import { addLayers, LAYERS_OF, SOURCES } from './layers.ts'
import { layerIds, linesOf, type Shown } from './looks.ts'
import { addImages, depthLabels, nameLabels, orderMarks, sensorMarks, snowfallLabels } from './marks.ts'
import type { MapState, Road, RoadNow, SensorNow } from './model.ts'
import { RoadSource } from './road-source.ts'

export interface Picked {
  readonly kind: 'route' | 'sensor'
  readonly id: string
}

/** What the map shows: west, south, east, north. */
export type View = readonly [number, number, number, number]

export interface CanvasOptions extends BaseMapOptions {
  /** Where it opens; null: it waits to be told. */
  readonly view: View | null
  onPick(picked: Picked | null): void
  onMove(view: View): void
}

/** The officers' map as the page commands it. Calls before it is ready wait. */
export interface MapCanvas {
  /** Conditions and treatments; those of `sought` alone are shown. */
  roads(roads: readonly RoadNow[], sought: ReadonlySet<string>): void
  sensors(sensors: readonly SensorNow[]): void
  forecast(forecast: MapState['forecast'], hour: number): void
  blocks(areas: readonly BlockArea[]): void
  colour(shown: Shown): void
  layers(shown: ReadonlySet<LayerName>): void
  /** Marks a line, or none. */
  mark(road: Road | null): void
  frame(roads: readonly Road[]): void
  /** Brings a place into view, beside what covers a part of the map; leaves the map where it is when it shows already. */
  reveal(at: readonly [number, number], coveredRightPx: number): void
  remove(): void
}

/** Half the width of what a click takes in, px: a finger's. */
const REACH_PX = 12
const POINTING_ZOOM = 10
/** Nearer to the edge than this a place is not in view. */
const MARGIN_PX = 24
const FIT = { padding: 40, maxZoom: 15 } as const

/** Starts the map in a box. Throws where the device cannot draw one. */
export function createCanvas(box: HTMLElement, options: CanvasOptions): MapCanvas {
  const { map, ready: started, colours } = createBaseMap(box, options)
  const shown = { colouring: 'condition' as Shown }
  const ready = started.then(() => {
    addLayers(map, colours)
    if (options.view !== null) map.fitBounds(new LngLatBounds([...options.view]), { animate: false })
    listen(map, options, shown)
  })
  ready.catch(() => options.onTrouble('no-map'))
  const later = afterPaint()
  const when = (name: keyof MapCanvas, act: () => void) =>
    void ready.then(() => {
      later.do(name, () => {
        // drawn means: with this
        delete box.dataset.drawn
        act()
        map.triggerRepaint()
      })
    })
  const source = new RoadSource(map)
  return {
    roads: (roads, sought) =>
      when('roads', () => {
        source.show(roads, sought)
        const visible = roads.filter((it) => sought.has(it.road.id))
        setMarks(map, SOURCES.depths, depthLabels(visible, colours), colours)
        setMarks(map, SOURCES.orders, orderMarks(visible, colours), colours)
      }),
    sensors: (sensors) => when('sensors', () => setMarks(map, SOURCES.sensors, sensorMarks(sensors), colours)),
    forecast: (forecast, hour) => when('forecast', () => setForecast(map, forecast, hour, colours)),
    blocks: (areas) =>
      when('blocks', () => {
        setData(map, SOURCES.blocks, blockPolygons(areas))
        setMarks(map, SOURCES.names, nameLabels(areas, colours), colours)
      }),
    colour: (colouring) =>
      when('colour', () => {
        shown.colouring = colouring
        for (const it of ['condition', 'treatment'] as const) {
          for (const id of layerIds(it)) map.setPaintProperty(id, 'line-opacity', it === colouring ? 1 : 0)
        }
        map.setPaintProperty('depths', 'icon-opacity', colouring === 'condition' ? 1 : 0)
      }),
    layers: (names) =>
      when('layers', () => {
        for (const [name, ids] of Object.entries(LAYERS_OF)) {
          const visibility = names.has(name as LayerName) ? 'visible' : 'none'
          for (const id of ids) map.setLayoutProperty(id, 'visibility', visibility)
        }
      }),
    mark: (road) => when('mark', () => setData(map, SOURCES.picked, lineOf(road))),
    frame: (roads) =>
      when('frame', () =>
        frameLines(
          map,
          roads.map((it) => it.line),
          FIT,
        ),
      ),
    reveal: (at, coveredRightPx) => when('reveal', () => reveal(map, at, coveredRightPx)),
    remove: () => {
      later.stop()
      map.remove()
    },
  }
}

function listen(map: MapLibreMap, options: CanvasOptions, shown: { readonly colouring: Shown }): void {
  const under = (event: MapMouseEvent) => pickedAt(map, event, shown.colouring)
  map.on('click', (event) => options.onPick(under(event)))
  let waiting = false
  map.on('mousemove', (event) => {
    // one look a frame, however fast the mouse; over a whole prefecture lines lie too close to be pointed at
    if (waiting || map.getZoom() < POINTING_ZOOM) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      if (map.getCanvas() !== null) map.getCanvas().style.cursor = under(event) === null ? '' : 'pointer'
    })
  })
  const tell = () => {
    const bounds = map.getBounds()
    options.onMove([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()])
  }
  map.on('moveend', tell)
  tell()
}

/** A sensor before a line. */
function pickedAt(map: MapLibreMap, { point }: MapMouseEvent, colouring: Shown): Picked | null {
  const reach = (px: number): [[number, number], [number, number]] => [
    [point.x - px, point.y - px],
    [point.x + px, point.y + px],
  ]
  const [sensor] = map.queryRenderedFeatures(reach(REACH_PX / 2), { layers: ['sensors'] })
  if (sensor !== undefined) return { kind: 'sensor', id: String(sensor.properties.id) }
  const [line] = map.queryRenderedFeatures(reach(REACH_PX), { layers: [...linesOf(colouring)] })
  return line === undefined ? null : { kind: 'route', id: String(line.properties.id) }
}

function lineOf(road: Road | null): FeatureCollection {
  const line = road?.line ?? null
  const features: Feature[] = line === null ? [] : [{ type: 'Feature', geometry: line, properties: {} }]
  return { type: 'FeatureCollection', features }
}

function setForecast(map: MapLibreMap, forecast: MapState['forecast'], hour: number, colours: Colours): void {
  const { cells, cellDeg } = forecast ?? { cells: [], cellDeg: 1 }
  setData(map, SOURCES.cells, cellPolygons(cells, cellDeg, hour))
  setMarks(map, SOURCES.snowfall, snowfallLabels(cells, hour, colours), colours)
}

/** Sends marks to the map when they are others than those it has. */
function setMarks(map: MapLibreMap, source: string, marks: ReturnType<typeof depthLabels>, colours: Colours): void {
  const text = JSON.stringify(marks)
  const known = marksOf.get(map) ?? new Map<string, string>()
  marksOf.set(map, known)
  if (known.get(source) === text) return
  known.set(source, text)
  addImages(map, marks, colours)
  setData(map, source, marks)
}

const marksOf = new WeakMap<MapLibreMap, Map<string, string>>()

function setData(map: MapLibreMap, source: string, data: FeatureCollection): void {
  map.getSource<GeoJSONSource>(source)?.setData(data)
}

function reveal(map: MapLibreMap, [lon, lat]: readonly [number, number], coveredRightPx: number): void {
  const { x, y } = map.project([lon, lat])
  const { clientWidth, clientHeight } = map.getContainer()
  const rightPx = clientWidth - coveredRightPx
  if (x > MARGIN_PX && x < rightPx - MARGIN_PX && y > MARGIN_PX && y < clientHeight - MARGIN_PX) return
  map.easeTo({ center: [lon, lat], offset: [-coveredRightPx / 2, 0], duration: 0 })
}
