import type { LoneRise } from '../criteria/evaluate.ts'
import type { Device } from '../domain/device.ts'
import { askNeighbours, type NeighbourView } from '../quality/neighbours.ts'
import type { Rise } from '../quality/rise.ts'
import type { SensorState } from '../snow/fold.ts'

/** Sensors of a block that are looked through for the nearest, and how many of these are asked. */
export const BLOCK_DEVICES_READ = 200
const NEIGHBOURS_ASKED = 8

/** A sensor of the route that is judged. */
export interface RouteSensor {
  readonly device: Device
  readonly state: SensorState | undefined
}

export interface Surroundings {
  /** All depth sensors of the block, at most BLOCK_DEVICES_READ. */
  blockDevices(): Promise<readonly Device[]>
  stateOf(deviceId: string): Promise<SensorState | undefined>
}

/**
 * The quick rises on a route that nobody else bears out, by device. Nearly always there is no rise to ask about, and
 * nothing is read; else the nearest few sensors of the block are asked, so the work per route stays the same however
 * many sensors a block has.
 */
export async function loneRises(
  sensors: readonly RouteSensor[],
  around: Surroundings,
): Promise<ReadonlyMap<string, LoneRise>> {
  const lone = new Map<string, LoneRise>()
  const rising = sensors.flatMap(({ device, state }) => {
    const rise = state?.quality.rise.rise ?? null
    return rise === null || rise.witness === 'supports' ? [] : [{ device, rise }]
  })
  if (rising.length === 0) return lone
  const block = await around.blockDevices()
  for (const { device, rise } of rising) {
    const found = loneRise(rise, await viewsOf(nearest(device, block), around))
    if (found !== null) lone.set(device.id, found)
  }
  return lone
}

/**
 * Where nobody can be asked, a rise is lone only if it was a step: more than snow can do, and believed merely because
 * it lasted.
 */
function loneRise(rise: Rise, others: readonly NeighbourView[]): LoneRise | null {
  const { agreement, asked } = askNeighbours(rise, others)
  const lone = agreement === 'disagrees' || (agreement === 'not-evaluated' && rise.step)
  return lone ? { riseCm: rise.riseCm, neighbours: asked } : null
}

async function viewsOf(devices: readonly Device[], around: Surroundings): Promise<NeighbourView[]> {
  const views: NeighbourView[] = []
  for (const { id } of devices) {
    const state = await around.stateOf(id)
    if (state !== undefined) views.push({ device: id, course: state.snow.history })
  }
  return views
}

/** The nearest others; those without a position last, all in a fixed order. */
function nearest(device: Device, block: readonly Device[]): Device[] {
  const others = block.filter((it) => it.id !== device.id)
  return others
    .map((other) => ({ other, distance: squaredDistance(device, other) }))
    .sort((a, b) => a.distance - b.distance || (a.other.id < b.other.id ? -1 : 1))
    .slice(0, NEIGHBOURS_ASKED)
    .map(({ other }) => other)
}

/** In degrees of latitude; good enough to order places within a block. Infinity where a position is missing. */
function squaredDistance(one: Device, other: Device): number {
  if (one.lat === null || one.lon === null || other.lat === null || other.lon === null) return Number.MAX_VALUE
  const north = other.lat - one.lat
  const east = (other.lon - one.lon) * Math.cos((one.lat * Math.PI) / 180)
  return north * north + east * east
}
