import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { TimeBounds } from '../../domain/reading.ts'
import { DAY_MS } from '../../domain/time.ts'
import { openSqlite } from '../sqlite-dialect.ts'
import { DeviceNumbers } from './device-numbers.ts'
import { FrameLog } from './frame-log.ts'
import { Indexer } from './indexer.ts'
import type {
  Checkpoint,
  DeviceStatus,
  Frame,
  IndexedChange,
  Judgement,
  QuarantineItem,
  QuarantineQuery,
  ReadingQuery,
  StoreCounts,
  StoredReading,
} from './port.ts'
import { quarantineFromRow, readingFromRow } from './reading-row.ts'
import { ensureReadingSchema } from './schema.ts'

export const READINGS_FILE = 'readings.db'

/** Larger than the default 1,000 pages: fewer, longer checkpoints raise sustained inserts. */
const AUTOCHECKPOINT_PAGES = 4000

/** The readings file, synchronously; lives in the store's worker thread. */
export class ReadingsFile {
  /** fsync on every commit: acknowledgements rest on it. */
  readonly #durable: DatabaseSync
  /** No fsync: holds only what can be made again from the log. */
  readonly #derived: DatabaseSync
  readonly #log: FrameLog
  readonly #indexer: Indexer
  readonly #devices: DeviceNumbers

  constructor(dataDir: string, bounds: TimeBounds) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const path = join(dataDir, READINGS_FILE)
    this.#durable = openSqlite(path)
    chmodSync(path, 0o600)
    ensureReadingSchema(this.#durable)
    this.#durable.exec(`pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`)
    this.#derived = openSqlite(path)
    this.#derived.exec(`pragma synchronous = normal; pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`)
    this.#log = new FrameLog(this.#durable)
    this.#indexer = new Indexer(this.#derived, this.#log, bounds)
    this.#devices = new DeviceNumbers(this.#derived)
  }

  append(frames: readonly Frame[]): void {
    this.#log.append(frames)
  }

  indexStep(limit: number): { frames: number; changes: IndexedChange[] } {
    return this.#indexer.step(limit)
  }

  /** Ascending by time, then identity. */
  readings(query: ReadingQuery): StoredReading[] {
    const device = this.#devices.find(query.deviceId)
    if (device === undefined || query.toMs <= query.fromMs) return []
    const after = query.after
    const fromMs = Math.max(query.fromMs, after?.atMs ?? query.fromMs)
    const statement = this.#derived.prepare(
      `select r.* from device_day d cross join reading r on r.day = d.day and r.device = d.device
       where d.device = ? and d.day between ? and ? and r.at >= ? and r.at < ?
       ${after === undefined ? '' : 'and (r.at, r.identity) > (?, ?)'} order by d.day, r.at, r.identity limit ?`,
    )
    const days = [Math.floor(fromMs / DAY_MS), Math.floor((query.toMs - 1) / DAY_MS)]
    const keyset = after === undefined ? [] : [after.atMs, after.identity]
    return statement.all(device, ...days, fromMs, query.toMs, ...keyset, query.limit).map(readingFromRow)
  }

  saveJudgements(deviceId: string, judgements: readonly Judgement[]): void {
    const device = this.#devices.find(deviceId)
    if (device === undefined) return
    const statement = this.#derived.prepare(
      `update reading set judged_depth_mm = ?, flags = ?, accepted = ?
       where day = ? and device = ? and at = ? and identity = ?`,
    )
    this.#transaction(() => {
      for (const it of judgements) {
        const day = Math.floor(it.atMs / DAY_MS)
        statement.run(it.depthMm, it.flags, it.accepted ? 1 : 0, day, device, it.atMs, it.identity)
      }
    })
  }

  saveCheckpoint(deviceId: string, checkpoint: Checkpoint): void {
    const device = this.#devices.find(deviceId)
    if (device === undefined) return
    this.#derived
      .prepare(
        `insert into checkpoint (device, at, version, state) values (?, ?, ?, ?)
         on conflict (device) do update set at = excluded.at, version = excluded.version, state = excluded.state`,
      )
      .run(device, checkpoint.atMs, checkpoint.version, checkpoint.stateJson)
  }

  checkpoint(deviceId: string): Checkpoint | undefined {
    const device = this.#devices.find(deviceId)
    if (device === undefined) return undefined
    const row = this.#derived.prepare('select * from checkpoint where device = ?').get(device)
    if (row === undefined) return undefined
    return { atMs: Number(row.at), version: Number(row.version), stateJson: String(row.state) }
  }

  quarantine(query: QuarantineQuery): QuarantineItem[] {
    const device = query.deviceId === undefined ? undefined : this.#devices.find(query.deviceId)
    if (query.deviceId !== undefined && device === undefined) return []
    return this.#derived
      .prepare(
        `select q.*, d.id as device_id from quarantine q join device d on d.no = q.device
         where (? is null or q.device = ?) and q.id < ? order by q.id desc limit ?`,
      )
      .all(device ?? null, device ?? null, query.before ?? Number.MAX_SAFE_INTEGER, query.limit)
      .map(quarantineFromRow)
  }

  quarantineItem(id: number): QuarantineItem | undefined {
    const row = this.#derived
      .prepare('select q.*, d.id as device_id from quarantine q join device d on d.no = q.device where q.id = ?')
      .get(id)
    return row === undefined ? undefined : quarantineFromRow(row)
  }

  /** Only whole reading payloads can be decoded again; what was cut or came on another topic stays. */
  replayQuarantine(ids: readonly number[]): { recovered: number; stillRefused: number; changes: IndexedChange[] } {
    const changes: IndexedChange[] = []
    let stillRefused = 0
    const remove = this.#derived.prepare('delete from quarantine where id = ?')
    for (const id of ids) {
      const item = this.quarantineItem(id)
      if (item === undefined) continue
      const whole = item.topic === 'reading' && item.payload.byteLength === item.sizeBytes
      const device = this.#devices.find(item.deviceId)
      const change =
        whole && device !== undefined
          ? this.#indexer.reindex({ device, receivedAtMs: item.firstAtMs, payload: item.payload }, () => remove.run(id))
          : undefined
      if (change === undefined) stillRefused++
      else changes.push(change)
    }
    return { recovered: changes.length, stillRefused, changes }
  }

  purgeQuarantine(olderThanMs: number): number {
    return Number(this.#derived.prepare('delete from quarantine where last_at < ?').run(olderThanMs).changes)
  }

  deviceStatus(deviceId: string): DeviceStatus | undefined {
    const device = this.#devices.find(deviceId)
    if (device === undefined) return undefined
    const row = this.#derived.prepare('select * from device_status where device = ?').get(device)
    if (row === undefined) return undefined
    return {
      lastSeenAtMs: Number(row.last_seen_at),
      lastReadingAtMs: row.last_reading_at === null ? null : Number(row.last_reading_at),
      statusJson: row.status === null ? null : String(row.status),
    }
  }

  counts(): StoreCounts {
    const count = (table: string) => Number(this.#derived.prepare(`select count(*) as n from ${table}`).get()?.n)
    return { frames: this.#log.last(), readings: count('reading'), quarantined: count('quarantine') }
  }

  /** A consistent copy of the file at `path`, which must not exist. */
  backup(path: string): void {
    this.#derived.prepare('vacuum into ?').run(path)
  }

  close(): void {
    this.#derived.close()
    this.#durable.close()
  }

  #transaction(work: () => void): void {
    this.#derived.exec('begin immediate')
    try {
      work()
      this.#derived.exec('commit')
    } catch (error) {
      if (this.#derived.isTransaction) this.#derived.exec('rollback')
      throw error
    }
  }
}
