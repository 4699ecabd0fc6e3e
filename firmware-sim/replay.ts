import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { type Clock, RealClock } from '../src/clock.ts'
import { HOUR_MS, parseInstant } from '../src/domain/time.ts'
import { type CsvRow, readCsv } from './csv.ts'
import { DEFAULT_GRACE_MS } from './fleet.ts'
import { Gate } from './gate.ts'
import { inputError } from './input-error.ts'
import { randomOf } from './random.ts'
import { uncompensatedMm } from './sensor.ts'
import { type Backoff, DEFAULT_BACKOFF, Uplink, type UplinkStats } from './uplink.ts'
import { within } from './within.ts'

export interface ReplayOptions {
  /** `mqtt://host:port` */
  readonly broker: string
  readonly device: string
  readonly token: string
  /** CSV file with `time_utc` and `distance_raw_m` or `depth_cm`. */
  readonly path: string
  /** Sensor height for files that have a depth but no `mount_height_m` column, mm. */
  readonly mountHeightMm?: number
  /** Only rows from here … */
  readonly fromMs?: number
  /** … until before here. */
  readonly toMs?: number
  /** Each row goes out when this clock reaches its time; absent: as fast as PUBACKs allow. */
  readonly clock?: Clock
  /** Messages waiting for their PUBACK at once (default 32). */
  readonly inFlight?: number
  readonly backoff?: Backoff
  /** Stops reading rows; what is under way gets `graceMs`. */
  readonly signal?: AbortSignal
  readonly graceMs?: number
  readonly onProgress?: (stats: ReplayStats, atMs: number) => void
}

export interface ReplayStats extends UplinkStats {
  /** Rows played. */
  readonly rows: number
}

/** One row as a reading: what the sensor reported then. */
interface RecordedReading {
  readonly atMs: number
  readonly distanceMm: number | null
  readonly airTempC: number | null
  readonly quality: number | null
  readonly batteryV: number | null
}

export const DEFAULT_IN_FLIGHT = 32
/** Without an air temperature of its own, a row uses one at most this old. */
const TEMPERATURE_AGE_MS = 2 * HOUR_MS

/**
 * Plays a recorded series as one device, streaming the file. A row keeps its identity (file name and line number) in
 * every replay, so playing it twice stores it once. Under a clock it holds time during file and network I/O.
 * The network is retried until it works or the signal stops it; refused credentials end the replay with `refused` set.
 * Throws InputError for a file that cannot be used.
 */
export async function replayCsv(options: ReplayOptions): Promise<ReplayStats> {
  const { clock, inFlight = DEFAULT_IN_FLIGHT } = options
  const { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = options
  const stopping = new AbortController()
  const uplink = createUplink(options, inFlight, () => stopping.abort())
  const signal = options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal])
  signal.addEventListener('abort', () => uplink.release(), { once: true })
  const boot = `csv-${createHash('sha256').update(basename(options.path)).digest('hex').slice(0, 8)}`
  const toReading = rowReader(options)
  let rows = 0
  let hold = clock?.hold()
  try {
    for await (const row of readCsv(options.path)) {
      const reading = toReading(row)
      if (reading.atMs < fromMs || reading.atMs >= toMs) continue
      if (signal.aborted) break
      if (clock !== undefined) {
        const due = clock.sleepUntil(reading.atMs, signal)
        hold?.[Symbol.dispose]()
        await due
        hold = clock.hold()
      }
      // Twice the window may wait, so that the next message is ready when a PUBACK comes.
      await uplink.room(2 * inFlight)
      if (signal.aborted) break
      rows++
      uplink.push({ json: readingJson(reading, boot, row.line), broken: false, twice: false })
      options.onProgress?.({ rows, ...uplink.stats() }, reading.atMs)
    }
    await uplink.room(1)
    await within(uplink.idle(), options.graceMs ?? DEFAULT_GRACE_MS)
    return { rows, ...uplink.stats() }
  } finally {
    hold?.[Symbol.dispose]()
    await uplink.close()
  }
}

/** Time of the first row of a recorded series, epoch ms. Throws InputError. */
export async function firstRowMs(path: string): Promise<number> {
  for await (const row of readCsv(path)) return timeOf(row, path)
  throw inputError('--replay', path, 'has no rows')
}

function timeOf({ line, cells }: CsvRow, path: string): number {
  const atMs = parseInstant(cells.time_utc ?? '')
  if (atMs === undefined) {
    throw inputError(`${path}:${line} time_utc`, cells.time_utc ?? 'missing', 'must be ISO 8601 with zone')
  }
  return atMs
}

function createUplink(options: ReplayOptions, inFlight: number, onRefused: () => void): Uplink {
  return new Uplink({
    broker: options.broker,
    deviceId: options.device,
    token: options.token,
    clock: options.clock ?? new RealClock(),
    random: randomOf(0, options.device, 'backoff'),
    gate: new Gate(1),
    backoff: options.backoff ?? DEFAULT_BACKOFF,
    capacity: Number.POSITIVE_INFINITY,
    maxBatch: 1,
    maxInFlight: inFlight,
    onRefused,
  })
}

function rowReader(options: ReplayOptions): (row: CsvRow) => RecordedReading {
  let temperature = { atMs: Number.NEGATIVE_INFINITY, airTempC: 0 }
  return (row) => {
    const { line, cells } = row
    const where = `${options.path}:${line}`
    const atMs = timeOf(row, options.path)
    const number = (name: string) => readNumber(cells[name], `${where} ${name}`)
    const airTempC = number('air_temp_c')
    if (airTempC !== null) temperature = { atMs, airTempC }
    const usableTempC = atMs - temperature.atMs <= TEMPERATURE_AGE_MS ? temperature.airTempC : 0
    return {
      atMs,
      distanceMm: distanceOf(cells, number, options, usableTempC),
      airTempC,
      quality: number('quality'),
      batteryV: number('battery_v'),
    }
  }
}

/** The distance as recorded, or, from a depth, the one an uncompensated sensor would have reported. */
function distanceOf(
  cells: Readonly<Record<string, string>>,
  number: (name: string) => number | null,
  options: ReplayOptions,
  airTempC: number,
): number | null {
  if (cells.distance_raw_m !== undefined) {
    const metres = number('distance_raw_m')
    return metres === null ? null : tenths(metres * 1000)
  }
  if (cells.depth_cm === undefined) {
    throw inputError('--replay', options.path, 'must have a column distance_raw_m or depth_cm')
  }
  const depthCm = number('depth_cm')
  if (depthCm === null) return null
  const mountM = cells.mount_height_m === undefined ? null : number('mount_height_m')
  const mountHeightMm = mountM === null ? options.mountHeightMm : mountM * 1000
  if (mountHeightMm === undefined) {
    throw inputError('--replay', options.path, 'has a depth but no mount_height_m: give --mount-height MM')
  }
  return tenths(uncompensatedMm(mountHeightMm - depthCm * 10, airTempC))
}

function readNumber(cell: string | undefined, where: string): number | null {
  const text = (cell ?? '').trim()
  if (text === '' || /^nan$/i.test(text)) return null
  const value = Number(text)
  if (!Number.isFinite(value)) throw inputError(where, text, 'must be a number or empty')
  return value
}

function tenths(mm: number): number {
  return Math.round(mm * 10) / 10
}

function readingJson(reading: RecordedReading, boot: string, seq: number): string {
  return JSON.stringify({
    boot,
    seq,
    at: reading.atMs,
    distance_mm: reading.distanceMm,
    air_temp_c: reading.airTempC,
    quality: reading.quality,
    battery_v: reading.batteryV,
  })
}
