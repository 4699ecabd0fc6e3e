import { sensorEvidence } from '../decide/route-view.ts'
import { staleMinOf } from '../decide/stale.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import type { Device } from '../domain/device.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'
import { EMPTY_SENSOR, type SensorState } from '../snow/fold.ts'
import type { DeviceState } from '../store/device-states/device-state-row.ts'
import { listDeviceStates } from '../store/device-states/list-device-states.ts'
import { type DeviceListing, listDevices } from '../store/devices/list-devices.ts'
import type { ApiDeps } from './deps.ts'

/** Devices read at a time; between two pages others have their turn. */
const DEVICES_AT_ONCE = 500

/** A device with what is known of it now. */
export interface FleetDevice {
  readonly device: DeviceListing
  /** As the timer last judged it; undefined: never. */
  readonly health: DeviceState | undefined
  /** The snow under it; null for a device that measures none. */
  readonly snow: SnowNow | null
}

export interface SnowNow {
  readonly evidence: SensorEvidence
  readonly state: SensorState
  /** Until when it holds unless the sensor speaks again; null: it does not. */
  readonly validUntilMs: EpochMs | null
}

/** Every device of an authority, by id, a page at a time. */
export async function* fleetOf(
  { db, sensorState }: Pick<ApiDeps, 'db' | 'sensorState'>,
  authorityId: string,
  nowMs: EpochMs,
): AsyncGenerator<FleetDevice[]> {
  for (let after: string | undefined; ; ) {
    const devices = await listDevices(db, { authorityId, after, limit: DEVICES_AT_ONCE })
    const [first, last] = [devices[0], devices.at(-1)]
    if (first === undefined || last === undefined) return
    const states = await listDeviceStates(db, first.id, last.id)
    const page: FleetDevice[] = []
    for (const device of devices) {
      const measures = device.kind === 'ultrasonic'
      const snow = measures ? snowNow(device, await sensorState(device.id), nowMs) : null
      page.push({ device, health: states.get(device.id), snow })
    }
    yield page
    if (devices.length < DEVICES_AT_ONCE) return
    after = last.id
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

function snowNow(device: Device, state: SensorState = EMPTY_SENSOR, nowMs: EpochMs): SnowNow {
  const staleMin = staleMinOf(device)
  const evidence = sensorEvidence(device, state, staleMin, nowMs)
  const { status, readingAtMs } = evidence
  const holds = status === 'ok' && readingAtMs !== null
  return { evidence, state, validUntilMs: holds ? readingAtMs + staleMin * MINUTE_MS : null }
}
