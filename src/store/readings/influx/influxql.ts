import type { TimeSource } from '../../../domain/reading.ts'
import type { StoredReading } from '../port.ts'
import { TIME_SOURCES } from '../reading-row.ts'
import type { Cell, Rows } from './client.ts'
import { MEASUREMENT } from './line-protocol.ts'

const FIELDS = [
  'identity',
  'received_at',
  'device_at',
  'time_source',
  'boot',
  'seq',
  'distance_mm',
  'depth_mm',
  'air_temp_c',
  'echo_quality',
  'battery_v',
  'rssi_dbm',
  'extra',
  'judged_depth_mm',
  'depth_judged',
  'flags',
  'accepted',
] as const

/** Times InfluxDB can hold (signed 64-bit nanoseconds), in whole milliseconds inside them. */
const EARLIEST_MS = Date.parse('1677-09-21T00:12:44.000Z')
const LATEST_MS = Date.parse('2262-04-11T23:47:16.000Z')

/** A statement and the parameters bound to its `$name`s. */
export interface Statement {
  readonly text: string
  readonly parameters: Readonly<Record<string, string>>
}

/** The first `limit` points of a device from `fromMs` (inclusive) to `toMs` (exclusive); undefined: a range without any. */
export function selectReadings(deviceId: string, fromMs: number, toMs: number, limit: number): Statement | undefined {
  const from = Math.max(fromMs, EARLIEST_MS)
  const to = Math.min(toMs, LATEST_MS)
  if (from >= to) return undefined
  const columns = FIELDS.map((it) => `"${it}"`).join(', ')
  return {
    text: `SELECT ${columns} FROM "${MEASUREMENT}" WHERE "device" = $device AND time >= $from AND time < $to ORDER BY time ASC LIMIT ${limit}`,
    parameters: { device: deviceId, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
  }
}

/**
 * Points as readings, in the order given (by time, which includes the slot within the millisecond). Points without an
 * identity are not ours and left out.
 * @param rows with times in epoch microseconds.
 */
export function readingsFromRows({ columns, values }: Rows): StoredReading[] {
  return values.flatMap((cells) => {
    const row = new Map(columns.map((name, index) => [name, cells[index] ?? null]))
    const reading = readingFromPoint((name) => row.get(name) ?? null)
    return reading === undefined ? [] : [reading]
  })
}

function readingFromPoint(cell: (name: (typeof FIELDS)[number] | 'time') => Cell): StoredReading | undefined {
  const identity = text(cell('identity'))
  const timeUs = number(cell('time'))
  const receivedAtMs = number(cell('received_at'))
  if (identity === null || timeUs === null || receivedAtMs === null) return undefined
  const extra = text(cell('extra'))
  const accepted = number(cell('accepted'))
  return {
    identity,
    atMs: Math.floor(timeUs / 1000),
    receivedAtMs,
    deviceAtMs: number(cell('device_at')),
    timeSource: timeSource(text(cell('time_source'))),
    boot: text(cell('boot')),
    seq: number(cell('seq')),
    distanceMm: number(cell('distance_mm')),
    depthMm: number(cell('depth_mm')),
    airTempC: number(cell('air_temp_c')),
    echoQuality: number(cell('echo_quality')),
    batteryV: number(cell('battery_v')),
    rssiDbm: number(cell('rssi_dbm')),
    extra: extra === null ? null : (JSON.parse(extra) as Record<string, unknown>),
    judgedDepthMm: number(cell('depth_judged')) === 1 ? number(cell('judged_depth_mm')) : null,
    flags: text(cell('flags')),
    accepted: accepted === null ? null : accepted === 1,
  }
}

function timeSource(given: string | null): TimeSource {
  return TIME_SOURCES.find((it) => it === given) ?? 'receiver-implausible'
}

function text(cell: Cell): string | null {
  return cell === null ? null : String(cell)
}

function number(cell: Cell): number | null {
  return typeof cell === 'number' ? cell : null
}
