import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EpochMs } from '../../domain/time.ts'
import { DAY_MS } from '../../domain/time.ts'
import { DeviceNumbers } from './device-numbers.ts'
import { FrameLog } from './frame-log.ts'
import { MAX_STATUS_BYTES } from './indexer.ts'
import type {
  Checkpoint,
  DeviceStatus,
  DeviceStatusQuery,
  ListedDeviceStatus,
  QuarantinedDevice,
  QuarantineItem,
  QuarantineQuery,
  ReadingQuery,
  Rollup,
  RollupQuery,
  SeriesBucket,
  SeriesQuery,
  StatusMessageQuery,
  StatusMessages,
  StoreCounts,
} from './port.ts'
import { quarantineFromRow, READING_COLUMNS, statusFromRow } from './reading-row.ts'
import { Rollups } from './rollup.ts'
import { SeriesFold } from './series.ts'

/** Days read at a time for a series: bounds the memory it takes. */
const SERIES_DAYS = 32

/** Everything that is asked of the readings file without changing it, synchronously, on a connection of the caller's. */
export class ReadingsReader {
  readonly #database: DatabaseSync
  readonly #log: FrameLog
  readonly #devices: DeviceNumbers
  readonly #rollups: Rollups
  readonly #statements = new Map<string, StatementSync>()

  /** @param timeZone whose midnights divide days in roll-ups. */
  constructor(database: DatabaseSync, timeZone: string) {
    this.#database = database
    this.#log = new FrameLog(database)
    this.#devices = new DeviceNumbers(database)
    this.#rollups = new Rollups(database, timeZone)
  }

  /** Ascending by time, then identity; rows as `readingFromValues` takes them. */
  readings(query: ReadingQuery): unknown[] {
    const device = this.#devices.find(query.deviceId)
    if (device === undefined || query.toMs <= query.fromMs) return []
    const after = query.after
    const fromMs = Math.max(query.fromMs, after?.atMs ?? query.fromMs)
    const statement = this.#arrays(
      `select ${READING_COLUMNS} from device_day d cross join reading r on r.day = d.day and r.device = d.device
       where d.device = ? and d.day between ? and ? and r.at >= ? and r.at < ?
       ${after === undefined ? '' : 'and (r.at, r.identity) > (?, ?)'} order by d.day, r.at, r.identity limit ?`,
    )
    const keyset = after === undefined ? [] : [after.atMs, after.identity]
    return statement.all(device, dayOf(fromMs), dayOf(query.toMs - 1), fromMs, query.toMs, ...keyset, query.limit)
  }

  checkpoint(deviceId: string): Checkpoint | undefined {
    const device = this.#devices.find(deviceId)
    if (device === undefined) return undefined
    const row = this.#database.prepare('select * from checkpoint where device = ?').get(device)
    if (row === undefined) return undefined
    return { atMs: Number(row.at), version: Number(row.version), stateJson: String(row.state) }
  }

  quarantine(query: QuarantineQuery): QuarantineItem[] {
    const device = query.deviceId === undefined ? undefined : this.#devices.find(query.deviceId)
    if (query.deviceId !== undefined && device === undefined) return []
    return this.#database
      .prepare(
        `select q.*, d.id as device_id from quarantine q join device d on d.no = q.device
         where (? is null or q.device = ?) and q.id < ? order by q.id desc limit ?`,
      )
      .all(device ?? null, device ?? null, query.before ?? Number.MAX_SAFE_INTEGER, query.limit)
      .map(quarantineFromRow)
  }

  quarantineItem(id: number): QuarantineItem | undefined {
    const row = this.#database
      .prepare('select q.*, d.id as device_id from quarantine q join device d on d.no = q.device where q.id = ?')
      .get(id)
    return row === undefined ? undefined : quarantineFromRow(row)
  }

  quarantinedSince(sinceMs: EpochMs): QuarantinedDevice[] {
    return this.#database
      .prepare(
        `select d.id as device_id, count(*) as items, max(q.last_at) as last_at
         from quarantine q join device d on d.no = q.device where q.last_at >= ? group by d.id order by d.id`,
      )
      .all(sinceMs)
      .map((row) => ({ deviceId: String(row.device_id), items: Number(row.items), lastAtMs: Number(row.last_at) }))
  }

  deviceStatus(deviceId: string): DeviceStatus | undefined {
    const device = this.#devices.find(deviceId)
    if (device === undefined) return undefined
    const row = this.#database.prepare('select * from device_status where device = ?').get(device)
    return row === undefined ? undefined : statusFromRow(row)
  }

  deviceStatuses(query: DeviceStatusQuery): ListedDeviceStatus[] {
    return this.#database
      .prepare(
        `select d.id, s.* from device d join device_status s on s.device = d.no
         where d.id >= ? and d.id <= ? order by d.id limit ?`,
      )
      .all(query.fromId, query.toId, query.limit)
      .map((row) => ({ deviceId: String(row.id), ...statusFromRow(row) }))
  }

  statusMessages(query: StatusMessageQuery): StatusMessages {
    const frames = this.#log.statusAfter(query.afterId, query.limit, MAX_STATUS_BYTES)
    const items = frames.map((it) => ({
      id: it.id,
      deviceId: this.#devices.id(it.device),
      receivedAtMs: it.receivedAtMs,
      text: new TextDecoder().decode(it.payload),
    }))
    return { items, lastId: this.#log.last() }
  }

  counts(): StoreCounts {
    const count = (table: string) => Number(this.#database.prepare(`select count(*) as n from ${table}`).get()?.n)
    return { frames: this.#log.last(), readings: count('reading'), quarantined: count('quarantine') }
  }

  rollups(query: RollupQuery): Rollup[] {
    const device = this.#devices.find(query.deviceId)
    if (device === undefined) return []
    const { fromMs, toMs, limit } = query
    return query.resolution === 'hour'
      ? this.#rollups.hours(device, fromMs, toMs, limit)
      : this.#rollups.days(device, fromMs, toMs, limit)
  }

  /** Summaries of accepted depths; made here, since a season of readings is too much to hand over. */
  series(query: SeriesQuery): SeriesBucket[] {
    const device = this.#devices.find(query.deviceId)
    if (device === undefined || query.toMs <= query.fromMs) return []
    const days = this.#arrays('select day from device_day where device = ? and day between ? and ? order by day')
    const depths = this.#arrays(
      `select r.at, r.judged_depth_mm from device_day d cross join reading r on r.day = d.day and r.device = d.device
       where d.device = ? and d.day between ? and ? and r.at >= ? and r.at < ? and r.accepted = 1
       and r.judged_depth_mm is not null order by d.day, r.at, r.identity`,
    )
    const fold = new SeriesFold(query)
    const known = days.all(device, dayOf(query.fromMs), dayOf(query.toMs - 1)) as unknown as [number][]
    for (let index = 0; index < known.length; index += SERIES_DAYS) {
      const [first = 0] = known[index] ?? []
      const [last = 0] = known[Math.min(index + SERIES_DAYS, known.length) - 1] ?? []
      const rows = depths.all(device, first, last, query.fromMs, query.toMs) as unknown as [number, number][]
      for (const [atMs, depthMm] of rows) fold.add(atMs, depthMm)
    }
    return fold.buckets()
  }

  /** A statement that gives rows as arrays, prepared once. */
  #arrays(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    this.#statements.set(sql, statement)
    return statement
  }
}

function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS)
}
