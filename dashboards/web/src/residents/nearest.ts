import type { LineString, Position } from 'geojson'
import type { Lines } from './api.ts'

const EARTH_M = 6_371_000
const RADIANS = Math.PI / 180

/** Distance of every located route from a point, m, computed on the reader's device. */
export function distancesFrom(lines: Lines, [lon, lat]: readonly [number, number]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const { id, geometry } of lines.features) {
    if (geometry !== null && id !== undefined) found.set(String(id), distanceToLine(geometry, lon, lat))
  }
  return found
}

/** Distance of a line from a point, m, on a plane that touches the earth there: good to a metre over a town. */
export function distanceToLine({ coordinates }: LineString, lon: number, lat: number): number {
  const east = EARTH_M * RADIANS * Math.cos(lat * RADIANS)
  const north = EARTH_M * RADIANS
  const points = coordinates.map(([x = 0, y = 0]: Position) => [(x - lon) * east, (y - lat) * north] as const)
  let nearest = Number.POSITIVE_INFINITY
  for (const [index, [x, y]] of points.entries()) {
    const [fromX, fromY] = points[index - 1] ?? [x, y]
    nearest = Math.min(nearest, fromOrigin(fromX, fromY, x, y))
  }
  return nearest
}

function fromOrigin(fromX: number, fromY: number, toX: number, toY: number): number {
  const [alongX, alongY] = [toX - fromX, toY - fromY]
  const length2 = alongX * alongX + alongY * alongY
  const part = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(fromX * alongX + fromY * alongY) / length2))
  return Math.hypot(fromX + part * alongX, fromY + part * alongY)
}

/** `150 m`, `2.4 km` */
export function distanceText(metres: number): string {
  return metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`
}
