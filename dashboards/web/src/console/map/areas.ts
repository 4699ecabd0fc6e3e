import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { groupedBy } from '../../shared/grouped.ts'
import type { Cell, Road } from './model.ts'

/** Areas of the map: blocks (工区) as hulls around their roads, and forecast cells. */

type Place = readonly [lon: number, lat: number]

export interface BlockArea {
  readonly id: string
  readonly name: string
  readonly hull: readonly Place[]
  readonly at: Place
}

/** A hull around each block's roads. */
export function blockAreas(roads: readonly Road[]): readonly BlockArea[] {
  const grouped = groupedBy(roads, (it) => it.blockId)
  return [...grouped].flatMap(([id, own]) => {
    const places = own.flatMap((it) => it.line?.coordinates ?? []).map(([lon = 0, lat = 0]): Place => [lon, lat])
    const hull = hullOf(places)
    if (hull.length < 3) return []
    const mean = (index: 0 | 1) => hull.reduce((sum, it) => sum + it[index], 0) / hull.length
    return [{ id, name: own[0]?.blockName ?? id, hull, at: [mean(0), mean(1)] as const }]
  })
}

export function blockPolygons(areas: readonly BlockArea[]): FeatureCollection<Polygon> {
  return collection(areas.map(({ id, hull }) => polygon(hull, { id })))
}

/** Each cell with the snow to fall until `hour`, cm; -1: not known. */
export function cellPolygons(cells: readonly Cell[], cellDeg: number, hour: number): FeatureCollection<Polygon> {
  const half = cellDeg / 2
  return collection(
    cells.map(({ lon, lat, snowfallCm }) => {
      const [west, east, south, north] = [lon - half, lon + half, lat - half, lat + half]
      const corners: Place[] = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
      ]
      return polygon(corners, { cm: snowfallCm[hour - 1] ?? -1 })
    }),
  )
}

/** The smallest convex outline around places, counter-clockwise (Andrew's monotone chain). */
export function hullOf(places: readonly Place[]): readonly Place[] {
  const sorted = [...places].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const chain = (them: readonly Place[]) => {
    const kept: Place[] = []
    for (const place of them) {
      while (kept.length > 1 && !turnsLeft(kept.at(-2), kept.at(-1), place)) kept.pop()
      kept.push(place)
    }
    return kept.slice(0, -1)
  }
  return [...chain(sorted), ...chain(sorted.toReversed())]
}

function turnsLeft(a: Place | undefined, b: Place | undefined, c: Place): boolean {
  if (a === undefined || b === undefined) return true
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0
}

function polygon(corners: readonly Place[], properties: Record<string, string | number>): Feature<Polygon> {
  const ring = [...corners, corners[0] ?? [0, 0]].map((it) => [...it])
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties }
}

function collection(features: Feature<Polygon>[]): FeatureCollection<Polygon> {
  return { type: 'FeatureCollection', features }
}
