import type { LineString } from 'geojson'
import { LngLatBounds, type Map as MapLibreMap } from 'maplibre-gl'

interface Fit {
  /** Free space about the lines, px. */
  readonly padding: number
  readonly maxZoom: number
}

/** Looks at all of these lines; where there is none the map stays where it is. */
export function frameLines(map: MapLibreMap, lines: readonly (LineString | null)[], fit: Fit): void {
  const bounds = new LngLatBounds()
  for (const line of lines) for (const [lon = 0, lat = 0] of line?.coordinates ?? []) bounds.extend([lon, lat])
  if (!bounds.isEmpty()) map.fitBounds(bounds, { ...fit, animate: false })
}
