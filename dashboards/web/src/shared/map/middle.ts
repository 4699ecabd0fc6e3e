import type { LineString } from 'geojson'

/** The point half-way along a line, on a plane. */
export function middleOf({ coordinates }: LineString): readonly [lon: number, lat: number] {
  const points = coordinates.map(([lon = 0, lat = 0]) => [lon, lat] as const)
  const lengths = points
    .slice(1)
    .map(([x, y], index) => Math.hypot(x - (points[index]?.[0] ?? x), y - (points[index]?.[1] ?? y)))
  let left = lengths.reduce((sum, it) => sum + it, 0) / 2
  for (const [index, length] of lengths.entries()) {
    const [from, to] = [points[index], points[index + 1]]
    if (from !== undefined && to !== undefined && left <= length && length > 0) {
      const part = left / length
      return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]
    }
    left -= length
  }
  return points[0] ?? [0, 0]
}
