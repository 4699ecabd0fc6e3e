import type { Cell } from '../domain/forecast.ts'
import type { LineString } from '../domain/route.ts'

/**
 * Which forecast concerns a place. Weather models have grids of 2 to 10 km, so places are gathered into cells of a
 * degree grid and each cell is asked for once: a prefecture's 10,000 routes are some hundred cells.
 */

/** Degrees WGS 84. */
export interface Place {
  readonly lat: number
  readonly lon: number
}

/** Keeps 40.8 / 0.1 = 407.999… in the cell that 40.8 begins. */
const ROUNDING = 1e-9
/** Digits of a cell's centre: 0.0001° is 11 m, and MET Norway refuses more. */
const DIGITS = 4

/** The cell a place lies in; undefined for coordinates that are none. @param cellDeg edge of a cell, degrees. */
export function cellOf({ lat, lon }: Place, cellDeg: number): Cell | undefined {
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return undefined
  const centre = (value: number, limit: number) => {
    const middle = (Math.floor(value / cellDeg + ROUNDING) + 0.5) * cellDeg
    return Math.min(Math.max(middle, -limit), limit).toFixed(DIGITS)
  }
  const [latText, lonText] = [centre(lat, 90), centre(lon, 180)]
  return { id: `${latText},${lonText}`, lat: Number(latText), lon: Number(lonText) }
}

/** Each cell that some place lies in, once, in order of id. */
export function cellsOf(places: Iterable<Place>, cellDeg: number): Cell[] {
  const cells = new Map<string, Cell>()
  for (const place of places) {
    const cell = cellOf(place, cellDeg)
    if (cell !== undefined) cells.set(cell.id, cell)
  }
  return [...cells.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Cells in groups for one request each, always the same groups for the same cells. */
export function groupsOf(cells: readonly Cell[], most: number): Cell[][] {
  const groups: Cell[][] = []
  for (let start = 0; start < cells.length; start += most) groups.push(cells.slice(start, start + most))
  return groups
}

/**
 * The point half-way along a line; undefined for a line without points. Lengths on a plane: a route is short enough.
 */
export function middleOf(line: LineString): Place | undefined {
  const points = line.coordinates.flatMap(([lon, lat]) =>
    lon === undefined || lat === undefined ? [] : [{ lat, lon }],
  )
  const lengths = points.slice(1).map((to, index) => length(points[index] ?? to, to))
  let left = lengths.reduce((sum, it) => sum + it, 0) / 2
  for (const [index, piece] of lengths.entries()) {
    const [from, to] = [points[index], points[index + 1]]
    if (from === undefined || to === undefined) break
    if (left <= piece) return between(from, to, piece === 0 ? 0 : left / piece)
    left -= piece
  }
  return points[0]
}

/**
 * Where a route's weather is looked up: half-way along its geometry, else at its first device that has a position.
 * @param devices of the route, in order of id.
 */
export function placeOfRoute(geometry: LineString | null, devices: readonly MaybePlaced[]): Place | undefined {
  const middle = geometry === null ? undefined : middleOf(geometry)
  return middle ?? devices.map(placeOf).find((it) => it !== undefined)
}

interface MaybePlaced {
  readonly lat: number | null
  readonly lon: number | null
}

/** A position that is whole. */
export function placeOf({ lat, lon }: MaybePlaced): Place | undefined {
  return lat === null || lon === null ? undefined : { lat, lon }
}

const EARTH_RADIUS_KM = 6371

/** Great-circle distance, km. */
export function distanceKm(a: Place, b: Place): number {
  const rad = Math.PI / 180
  const dLat = ((b.lat - a.lat) * rad) / 2
  const dLon = ((b.lon - a.lon) * rad) / 2
  const h = Math.sin(dLat) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}

function length(a: Place, b: Place): number {
  return Math.hypot(b.lat - a.lat, (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180))
}

function between(a: Place, b: Place, share: number): Place {
  return { lat: a.lat + (b.lat - a.lat) * share, lon: a.lon + (b.lon - a.lon) * share }
}
