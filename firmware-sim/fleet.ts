import type { Clock } from '../src/clock.ts'
import { FieldDevice } from './device.ts'
import type { Fault } from './faults.ts'
import type { Field } from './field.ts'
import { Firmware } from './firmware.ts'
import { Gate } from './gate.ts'
import { randomOf } from './random.ts'
import type { FleetDevice, Outgoing } from './sampler.ts'
import { type Backoff, DEFAULT_BACKOFF, DEFAULT_BATCH, DEFAULT_CAPACITY, Uplink } from './uplink.ts'
import { within } from './within.ts'

export interface FleetOptions {
  /** `mqtt://host:port` */
  readonly broker: string
  readonly devices: readonly FleetDevice[]
  readonly field: Field
  readonly clock: Clock
  readonly seed: number
  readonly faults?: readonly Fault[]
  /** No samples at or after this moment; absent: until stopped. */
  readonly endMs?: number
  /** Readings a device keeps unacknowledged; the oldest give way. */
  readonly capacity?: number
  readonly backoff?: Backoff
  /** Called with what has just left a device's buffer because its PUBACK came. */
  readonly onAcked?: (deviceId: string, items: readonly Outgoing[]) => void
}

export interface FleetStats {
  readonly devices: number
  readonly online: number
  /** Readings taken, and those published at least once, acknowledged, kept, and lost to a full buffer. */
  readonly sampled: number
  readonly sent: number
  readonly acked: number
  readonly buffered: number
  readonly dropped: number
  readonly reconnects: number
  readonly refused: number
}

export interface Fleet {
  stats(): FleetStats
  /** Resolves when nothing is under way: every reading taken so far is acknowledged, or waits in a device that is offline. */
  settled(): Promise<void>
  /** Resolves when every device has reached its end; what is buffered may still be under way. */
  ended(): Promise<void>
  /**
   * No more samples; waits for acknowledgements, at most `graceMs` of real time (default 5 s), and disconnects.
   * When the signal aborts, the default grace is all that is left.
   */
  stop(graceMs?: number, hurry?: AbortSignal): Promise<void>
}

/** Connections being made at once: enough for speed, few enough for any broker's backlog. */
const CONNECTING_AT_ONCE = 100
export const DEFAULT_GRACE_MS = 5000

/** Starts field devices against a broker. Time is the given clock's. */
export function startFleet(options: FleetOptions): Fleet {
  const startMs = options.clock.now()
  const stopping = new AbortController()
  const gate = new Gate(CONNECTING_AT_ONCE)
  const members = options.devices.map((device) => {
    const firmware = new Firmware(device.intervalS)
    const uplink = createUplink(options, device, gate, firmware)
    const { field, seed, clock, faults = [], endMs = Number.POSITIVE_INFINITY } = options
    const { signal } = stopping
    return {
      uplink,
      device: new FieldDevice({ device, field, seed, clock, faults, endMs, startMs, uplink, firmware, signal }),
    }
  })
  const lives = members.map((it) => it.device.run())

  const settled = async () => {
    await Promise.all(members.map((it) => it.uplink.idle()))
  }
  return {
    stats: () => sumStats(members),
    settled,
    ended: async () => {
      await Promise.all(lives)
    },
    stop: async (graceMs = DEFAULT_GRACE_MS, hurry) => {
      stopping.abort()
      await Promise.all(lives)
      await within(settled(), graceMs, hurry, DEFAULT_GRACE_MS)
      await Promise.all(members.map((it) => it.uplink.close()))
    },
  }
}

function createUplink(options: FleetOptions, device: FleetDevice, gate: Gate, firmware: Firmware): Uplink {
  const { onAcked } = options
  return new Uplink({
    broker: options.broker,
    deviceId: device.id,
    token: device.token,
    clock: options.clock,
    random: randomOf(options.seed, device.id, 'backoff'),
    gate,
    firmware,
    backoff: options.backoff ?? DEFAULT_BACKOFF,
    capacity: options.capacity ?? DEFAULT_CAPACITY,
    maxBatch: DEFAULT_BATCH,
    maxInFlight: 1,
    ...(onAcked === undefined ? {} : { onAcked: (items) => onAcked(device.id, items) }),
  })
}

function sumStats(members: readonly { readonly uplink: Uplink; readonly device: FieldDevice }[]): FleetStats {
  const total = { online: 0, sampled: 0, sent: 0, acked: 0, buffered: 0, dropped: 0, reconnects: 0, refused: 0 }
  for (const { uplink, device } of members) {
    const one = uplink.stats()
    total.sampled += device.sampled
    total.online += one.online ? 1 : 0
    for (const key of ['sent', 'acked', 'buffered', 'dropped', 'reconnects', 'refused'] as const) total[key] += one[key]
  }
  return { devices: members.length, ...total }
}
