import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { TimeBounds } from '../../domain/reading.ts'
import { DAY_MS } from '../../domain/time.ts'
import { openSqlite } from '../sqlite-dialect.ts'
import { DeviceNumbers } from './device-numbers.ts'
import { FrameLog } from './frame-log.ts'
import { Indexer, type IndexStep } from './indexer.ts'
import { readLatest } from './latest.ts'
import type { LogBatch } from './log-batch.ts'
import type {
  Checkpoint,
  IndexedChange,
  Judgement,
  LatestReading,
  QuarantineItem,
  QuarantineSenders,
  RetentionLimits,
} from './port.ts'
import { ReadingsReader } from './readings-reader.ts'
import { Retention } from './retention.ts'
import { Rollups } from './rollup.ts'
import { ensureReadingSchema } from './schema.ts'
import { Spool } from './spool.ts'
import type { SpoolRequest } from './spool-messages.ts'

export const READINGS_FILE = 'readings.db'

/** Larger than the default 1,000 pages: fewer, longer checkpoints raise sustained inserts. */
const AUTOCHECKPOINT_PAGES = 4000

/** Work done in one piece between appends: a few milliseconds. */
const HOUSEKEEP_HOURS = 200
const HOUSEKEEP_ROWS = 1000

/** The readings file, synchronously; lives in the store's worker thread. */
export class ReadingsFile {
  /** fsync on every commit: acknowledgements rest on it. */
  readonly #durable: DatabaseSync
  /** No fsync: holds only what can be made again from the log. */
  readonly #derived: DatabaseSync
  readonly #log: FrameLog
  readonly #indexer: Indexer
  readonly #devices: DeviceNumbers
  readonly #rollups: Rollups
  readonly #retention: Retention
  readonly #reader: ReadingsReader

  readonly #path: string
  #spool: Spool | undefined

  constructor(dataDir: string, bounds: TimeBounds, timeZone: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const path = join(dataDir, READINGS_FILE)
    this.#path = path
    this.#durable = openSqlite(path)
    chmodSync(path, 0o600)
    ensureReadingSchema(this.#durable)
    this.#durable.exec(`pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`)
    this.#derived = openSqlite(path)
    this.#derived.exec(`pragma synchronous = normal; pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`)
    this.#log = new FrameLog(this.#durable)
    this.#indexer = new Indexer(this.#derived, this.#log, bounds)
    this.#devices = new DeviceNumbers(this.#derived)
    this.#rollups = new Rollups(this.#derived, timeZone)
    this.#retention = new Retention(this.#derived)
    this.#reader = new ReadingsReader(this.#derived, timeZone)
  }

  /** @returns the position of the last frame in the log. */
  append(batch: LogBatch): number {
    return this.#log.append(batch)
  }

  /** Position of the newest frame in the log. */
  appendedTo(): number {
    return this.#log.last()
  }

  /** Position up to which the log is indexed. */
  indexedTo(): number {
    return this.#indexer.position()
  }

  indexStep(limit: number): IndexStep {
    return this.#indexer.step(limit)
  }

  latest(): LatestReading[] {
    return readLatest(this.#derived)
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
        const { changes } = statement.run(it.depthMm, it.flags, it.accepted ? 1 : 0, day, device, it.atMs, it.identity)
        if (changes > 0) this.#rollups.mark(device, it.atMs)
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

  replayQuarantine(
    ids: readonly number[],
    senders: QuarantineSenders,
  ): { recovered: number; stillRefused: number; changes: IndexedChange[] } {
    const changes: IndexedChange[] = []
    let stillRefused = 0
    const remove = this.#derived.prepare('delete from quarantine where id = ?')
    for (const id of ids) {
      const item = this.#reader.quarantineItem(id)
      if (item === undefined) continue
      const change = this.#replay(item, senders.get(id), () => remove.run(id))
      if (change === undefined) stillRefused++
      else changes.push(change)
    }
    return { recovered: changes.length, stillRefused, changes }
  }

  /** Only whole reading payloads can be decoded again; what was cut, or came where no readings come, stays. */
  #replay(
    item: QuarantineItem,
    sender: ReturnType<QuarantineSenders['get']>,
    forget: () => void,
  ): IndexedChange | undefined {
    const { deviceId, payload, firstAtMs: receivedAtMs } = item
    // What came before its device was registered waits under another name.
    const claimed = sender !== undefined && sender.deviceId !== deviceId
    if (!(claimed || item.topic === 'reading') || payload.byteLength !== item.sizeBytes) return undefined
    const device = claimed ? this.#devices.assign(sender.deviceId) : this.#devices.find(deviceId)
    if (device === undefined) return undefined
    // The envelope stays what it is when only the format of what is in it was wrong.
    const now = sender === undefined ? [] : [{ codec: item.codec, payloadFormat: sender.payloadFormat }, sender]
    return this.#indexer.reindex({ device, receivedAtMs, payload }, [item, ...now], forget)
  }

  purgeQuarantine(olderThanMs: number): number {
    return Number(this.#derived.prepare('delete from quarantine where last_at < ?').run(olderThanMs).changes)
  }

  housekeep(limits: RetentionLimits): { more: boolean } {
    let more = false
    this.#transaction(() => {
      more = this.#rollups.step(HOUSEKEEP_HOURS) === HOUSEKEEP_HOURS
    })
    // Nothing is taken away that is still to be rolled up.
    if (more) return { more }
    this.#transaction(() => {
      more = this.#retention.step(limits, HOUSEKEEP_ROWS) > 0
    })
    return { more }
  }

  /** Where readings are also forwarded to another database: see spool.ts. */
  spool(request: SpoolRequest): unknown {
    this.#spool ??= new Spool(this.#path)
    return this.#spool.answer(request)
  }

  /** A consistent copy of the file at `path`, which must not exist. */
  backup(path: string): void {
    this.#derived.prepare('vacuum into ?').run(path)
  }

  close(): void {
    this.#spool?.close()
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
