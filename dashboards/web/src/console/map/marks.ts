import type { Feature, FeatureCollection, Point } from 'geojson'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { drawBadge } from '../../shared/map/badge.ts'
import { CONDITION_LOOKS } from '../../shared/map/depth.ts'
import type { Colours } from '../../shared/map/look.ts'
import { TREATMENT_LOOKS } from './looks.ts'
import type { Cell, RoadNow, SensorNow } from './model.ts'
import { drawShape, SENSOR_SHAPES, type SensorLook, sensorLook } from './shapes.ts'
import { TREATMENT_SIGNS } from './signs.ts'

/** Points of the map: depth labels, orders, sensors, names. Each is an image drawn here; no font or sprite is fetched. */

type Points = FeatureCollection<Point>

/** Depths, the deeper the likelier to find room. Roads without a sensor have no label: they are most. */
export function depthLabels(roads: readonly RoadNow[], colours: Colours): Points {
  return points(roads, ({ road, now, condition }) => {
    const why = now?.condition.why ?? 'no-sensor'
    if (road.middle === null || (condition === 'unknown' && why === 'no-sensor')) return undefined
    const depth = now?.condition.depthCm ?? null
    const text = depth === null ? '?' : String(Math.round(depth))
    return { at: road.middle, icon: badge(colours(CONDITION_LOOKS[condition].colour), text), sort: -(depth ?? 0) }
  })
}

/** Open dispatch orders; one that nobody took, or whose deadline is in danger, is marked with it. */
export function orderMarks(roads: readonly RoadNow[], colours: Colours): Points {
  return points(roads, ({ road, orders, treatment }) => {
    const order = orders.find((it) => it.level === 'dispatch')
    if (road.middle === null || order === undefined) return undefined
    const danger = order.alarmAt !== null || order.deadlineState !== 'on-time'
    const colour = colours(danger ? '--doubt-ink' : TREATMENT_LOOKS[treatment].colour)
    const icon = badge(colour, `${TREATMENT_SIGNS[treatment]}${danger ? '!' : ''}`)
    return { at: road.middle, icon, sort: danger ? -1 : 0 }
  })
}

export function sensorMarks(sensors: readonly SensorNow[]): Points {
  return points(sensors, (it) => {
    if (it.lon === null || it.lat === null) return undefined
    return { at: [it.lon, it.lat], icon: `sensor|${sensorLook(it)}`, sort: it.status === 'ok' ? 1 : 0, id: it.id }
  })
}

/** Snow to fall in each cell until `hour`, in words. */
export function snowfallLabels(cells: readonly Cell[], hour: number, colours: Colours): Points {
  return points(cells, ({ lon, lat, snowfallCm }) => {
    const cm = snowfallCm[hour - 1] ?? null
    return { at: [lon, lat], icon: badge(colours('--ink-soft'), cm === null ? '?' : cmText(cm)), sort: -(cm ?? 0) }
  })
}

export function cmText(cm: number): string {
  return cm < 10 ? cm.toFixed(1) : String(Math.round(cm))
}

export function nameLabels(
  names: readonly { readonly name: string; readonly at: readonly [number, number] }[],
  colours: Colours,
): Points {
  return points(names, ({ name, at }) => ({ at, icon: badge(colours('--accent'), name), sort: 0 }))
}

/** Draws an image the first time it is needed: there are as many as depths and states, not as roads. */
export function addImages(map: MapLibreMap, { features }: Points, colours: Colours): void {
  for (const { properties } of features) {
    const name = String(properties?.icon)
    if (map.hasImage(name)) continue
    const [kind = '', look = ''] = name.split('|')
    const drawn = kind === 'sensor' ? drawShape(SENSOR_SHAPES[look as SensorLook], colours) : drawBadge(name, ground())
    if (drawn !== undefined) map.addImage(name, drawn.image, { pixelRatio: drawn.pixelRatio })
  }
  function ground(): string {
    return colours('--map-halo')
  }
}

interface Mark {
  readonly at: readonly [lon: number, lat: number]
  readonly icon: string
  readonly sort: number
  readonly id?: string
}

function points<T>(them: readonly T[], markOf: (it: T) => Mark | undefined): Points {
  const features = them.flatMap((it): Feature<Point>[] => {
    const mark = markOf(it)
    if (mark === undefined) return []
    const { at, ...properties } = mark
    return [{ type: 'Feature', geometry: { type: 'Point', coordinates: [...at] }, properties }]
  })
  return { type: 'FeatureCollection', features }
}

function badge(colour: string, text: string): string {
  return `${colour}|${text}`
}
