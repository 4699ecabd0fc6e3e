import type { Badge } from '../../shared/map/badge.ts'
import type { Colours, Look } from '../../shared/map/look.ts'
import type { SensorNow, SensorStatus } from './model.ts'

/** Sensors on the map: what they are worth shows in the shape as well as in the colour. */

export type SensorLook = SensorStatus | 'maintenance'
export const SENSOR_LOOKS = [
  'ok',
  'suspect',
  'stale',
  'no-data',
  'maintenance',
] as const satisfies readonly SensorLook[]

export interface Shape {
  readonly colour: Look['colour']
  /** On a grid of 24, for the map and for the legend. */
  readonly path: string
  readonly filled: boolean
}

export const SENSOR_SHAPES: Readonly<Record<SensorLook, Shape>> = {
  ok: { colour: '--map-done', path: 'M12 5a7 7 0 1 0 .01 0z', filled: true },
  suspect: { colour: '--doubt-ink', path: 'M12 2.5L21.5 12 12 21.500 2.500 12z', filled: true },
  stale: { colour: '--map-ordered', path: 'M12 3L21.500 20h-19z', filled: true },
  'no-data': { colour: '--map-quiet', path: 'M6 6l12 12M18 6L6 18', filled: false },
  maintenance: { colour: '--map-quiet', path: 'M5 5h14v14H5z', filled: false },
}

/** A sensor that is being worked on is that first. */
export function sensorLook({ maintenanceUntil, status }: SensorNow): SensorLook {
  return maintenanceUntil === null ? status : 'maintenance'
}

const RATIO = 2
const SIZE_PX = 18
const GRID = 24

/** A shape as an image; undefined when the canvas cannot draw. */
export function drawShape(shape: Shape, colours: Colours): Badge | undefined {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  canvas.width = SIZE_PX * RATIO
  canvas.height = SIZE_PX * RATIO
  context.scale((SIZE_PX * RATIO) / GRID, (SIZE_PX * RATIO) / GRID)
  const path = new Path2D(shape.path)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  context.strokeStyle = colours('--map-halo')
  context.lineWidth = shape.filled ? 5 : 8
  context.stroke(path)
  context.strokeStyle = colours(shape.colour)
  context.fillStyle = colours(shape.filled ? shape.colour : '--map-halo')
  context.lineWidth = shape.filled ? 1 : 4
  context.fill(path)
  context.stroke(path)
  return { image: context.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: RATIO }
}
