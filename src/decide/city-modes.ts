import type { SensorView } from '../criteria/sensor-view.ts'
import type { Device } from '../domain/device.ts'
import type { EpochMs } from '../domain/time.ts'
import { judgeCityMode } from '../store/city-modes/judge-city-mode.ts'
import { listCityModes } from '../store/city-modes/list-city-modes.ts'
import type { Db } from '../store/database.ts'
import { listDevices } from '../store/devices/list-devices.ts'
import type { Round } from './round.ts'
import { sensorView } from './route-view.ts'

/** More points than any authority has. */
const POINTS_READ = 100_000

/**
 * Judges every city-wide mode by its reference points.
 * @returns true when one went on or off.
 */
export async function watchCityModes(db: Db, round: Round, nowMs: EpochMs): Promise<boolean> {
  const points = new Map<string, Device[]>()
  let changed = false
  for (const mode of await listCityModes(db)) {
    const { authorityId } = mode
    const devices = points.get(authorityId) ?? (await listDevices(db, { authorityId, limit: POINTS_READ }))
    points.set(authorityId, devices)
    const named = mode.devices.length === 0 ? devices : devices.filter((it) => mode.devices.includes(it.id))
    const { maintenance } = await round.rulesOf(authorityId)
    const views: SensorView[] = []
    for (const device of named.filter((it) => it.kind === 'ultrasonic'))
      views.push(sensorView(device, await round.stateOf(device.id), nowMs, { maintenance: maintenance.has(device.id) }))
    const moved = await db.transaction().execute((trx) => judgeCityMode(trx, mode, views, nowMs))
    changed = changed || moved
  }
  return changed
}
