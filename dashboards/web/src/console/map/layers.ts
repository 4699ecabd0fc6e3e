import type { FeatureCollection } from 'geojson'
import type { FilterSpecification, LayerSpecification, Map as MapLibreMap, SymbolLayerSpecification } from 'maplibre-gl'
import type { Colours } from '../../shared/map/look.ts'
import type { LayerName } from './layer-names.ts'
import { ROADS_SOURCE, roadLayers } from './looks.ts'

export const SOURCES = {
  cells: 'cells',
  snowfall: 'snowfall',
  blocks: 'blocks',
  names: 'names',
  picked: 'picked',
  depths: 'depths',
  orders: 'orders',
  sensors: 'sensors',
} as const

/** The layers that each name of what may be put on stands for. */
export const LAYERS_OF = {
  orders: ['orders'],
  sensors: ['sensors'],
  forecast: ['cells', 'snowfall'],
  blocks: ['blocks', 'names'],
} as const satisfies Readonly<Record<LayerName, readonly string[]>>

const ALL_SENSORS_ZOOM = 11
/** So much new snow has a cell's full colour, cm. */
const FULL_CM = 40

/** Every source and layer, empty, bottom up. */
export function addLayers(map: MapLibreMap, colours: Colours): void {
  const data: FeatureCollection = { type: 'FeatureCollection', features: [] }
  for (const id of Object.values(SOURCES)) map.addSource(id, { type: 'geojson', data })
  map.addSource(ROADS_SOURCE, { type: 'geojson', data, promoteId: 'id', tolerance: 0.5 })
  for (const it of [
    ...grounds(colours),
    ...roadLayers('condition', colours),
    ...roadLayers('treatment', colours),
    sensors(),
    symbols('depths', 11, {}),
    // beside the depth of the same road
    symbols('orders', 9, { 'icon-offset': [0, -23] }),
    symbols('snowfall', 0, {}),
    symbols('names', 0, {}),
  ]) {
    map.addLayer(it)
  }
}

function grounds(colours: Colours): readonly LayerSpecification[] {
  return [
    {
      id: 'cells',
      type: 'fill',
      source: SOURCES.cells,
      paint: {
        'fill-color': colours('--map-medium'),
        'fill-opacity': ['interpolate', ['linear'], ['max', 0, ['get', 'cm']], 0, 0.04, FULL_CM, 0.6],
        'fill-outline-color': colours('--map-quiet'),
      },
    },
    {
      id: 'blocks',
      type: 'line',
      source: SOURCES.blocks,
      paint: { 'line-color': colours('--accent'), 'line-width': 1.5, 'line-dasharray': [4, 3] },
    },
    {
      id: 'picked',
      type: 'line',
      source: SOURCES.picked,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colours('--focus'), 'line-width': 20, 'line-opacity': 0.75 },
    },
  ]
}

/** Never in the way of a label, and never left out for one. */
function sensors(): SymbolLayerSpecification {
  return {
    ...symbols('sensors', 8, { 'icon-allow-overlap': true, 'icon-ignore-placement': true }),
    // over a whole prefecture only those that somebody may have to look after
    filter: ['any', ['>=', ['zoom'], ALL_SENSORS_ZOOM], ['<', ['get', 'sort'], 1]] as FilterSpecification,
  }
}

function symbols(
  id: keyof typeof SOURCES,
  minzoom: number,
  layout: NonNullable<SymbolLayerSpecification['layout']>,
): SymbolLayerSpecification {
  return {
    id,
    type: 'symbol',
    source: SOURCES[id],
    minzoom,
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-padding': 2,
      'symbol-sort-key': ['get', 'sort'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.75, 13, 1],
      ...layout,
    },
  }
}
