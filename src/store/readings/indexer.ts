import { createHash } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Decoded } from '../../decode/decoded.ts'
import { placeInTime, type Reading, readingIdentity, type TimeBounds, type TimedReading } from '../../domain/reading.ts'
import { DAY_MS } from '../../domain/time.ts'
import { bestAttempt, decodeFrame, type NamedEncoding } from './decode-frame.ts'
import { DeviceNumbers } from './device-numbers.ts'
import {
  changeOf,
  countFrame,
  countNew,
  DeviceStatuses,
  type DeviceTally,
  emptyTally,
  tallyOf,
} from './device-tally.ts'
import { forgetPages } from './forget-pages.ts'
import type { FrameLog, LoggedFrame } from './frame-log.ts'
import { isNewer, latestOf } from './latest.ts'
import type { IndexedChange, LatestReading } from './port.ts'
import { TIME_SOURCES } from './reading-row.ts'

/** Status messages are small; longer ones are no status. */
export const MAX_STATUS_BYTES = 4096

const MAX_CACHED_DAYS = 100_000

export interface IndexStep {
  /** Up to here, inclusive, the log is indexed now. */
  readonly position: number
  /** What became of the frames, by device. */
  readonly changes: IndexedChange[]
  /** The newest of each device's new readings. */
  readonly newest: LatestReading[]
}

/** Where a message comes from and how it was read. */
type Source = Pick<LoggedFrame, 'device' | 'receivedAtMs' | 'codec' | 'payloadFormat'>

/**
 * Works the raw log into readings and quarantine, in order of arrival, remembering how far it has come in the same
 * transaction. May run on a connection without fsync: what a power cut takes from it is made again from the log.
 */
export class Indexer {
  readonly #database: DatabaseSync
  readonly #log: FrameLog
  readonly #bounds: TimeBounds
  readonly #devices: DeviceNumbers
  readonly #insertReading: StatementSync
  readonly #insertDay: StatementSync
  readonly #insertQuarantine: StatementSync
  readonly #statuses: DeviceStatuses
  readonly #progress: StatementSync
  readonly #setProgress: StatementSync
  /** Of the step under way, by device. */
  readonly #newest = new Map<number, TimedReading>()
  /** Days known to be in device_day; a cache. */
  readonly #days = new Set<string>()

  constructor(database: DatabaseSync, log: FrameLog, bounds: TimeBounds) {
    this.#database = database
    this.#log = log
    this.#bounds = bounds
    this.#devices = new DeviceNumbers(database)
    this.#insertReading = database.prepare(
      `insert into reading (day, device, at, identity, received_at, device_at, time_source, boot, seq, distance_mm,
        depth_mm, air_temp_c, echo_quality, battery_v, rssi_dbm, extra)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    )
    this.#insertDay = database.prepare('insert into device_day (device, day) values (?, ?) on conflict do nothing')
    this.#insertQuarantine = database.prepare(
      `insert into quarantine (device, topic, reason, payload, size, sha256, codec, payload_format, first_at, last_at, times)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
       on conflict (device, sha256) do update set last_at = excluded.last_at, times = times + 1,
         reason = excluded.reason, codec = excluded.codec, payload_format = excluded.payload_format`,
    )
    this.#statuses = new DeviceStatuses(database)
    this.#progress = database.prepare('select indexed_to from progress')
    this.#setProgress = database.prepare('update progress set indexed_to = ?')
  }

  /** Indexes at most `limit` frames. */
  step(limit: number): IndexStep {
    const before = this.position()
    if (this.#log.after(before, 1).length === 0) return { position: before, changes: [], newest: [] }
    const tallies = new Map<number, DeviceTally>()
    let position = before
    this.#newest.clear()
    this.#transaction(() => {
      // Read again under the write lock: another process on the same file may have been here meanwhile.
      const frames = this.#log.after(this.position(), limit)
      for (const frame of frames) this.#index(frame, tallyOf(tallies, frame))
      for (const [device, tally] of tallies) this.#statuses.save(device, tally)
      const last = frames.at(-1)
      if (last !== undefined) this.#setProgress.run(last.id)
      position = last?.id ?? this.position()
    })
    const newest = [...this.#newest].map(([device, it]) => latestOf(this.#devices.id(device), it))
    return { position, changes: this.#changes(tallies), newest }
  }

  /** Everything up to and including this frame of the log is indexed. */
  position(): number {
    return Number(this.#progress.get()?.indexed_to ?? 0)
  }

  /**
   * Decodes bytes from quarantine again; parts that are still refused go back there. Returns the tally's changes, or
   * undefined when nothing of them is understood.
   * @param encodings to try, one after the other.
   */
  reindex(
    item: { device: number; receivedAtMs: number; payload: Uint8Array },
    encodings: readonly NamedEncoding[],
    forget: () => void,
  ): IndexedChange | undefined {
    const attempt = bestAttempt(item.payload, encodings, item.receivedAtMs)
    if (attempt === undefined) return undefined
    const tally = emptyTally(item.receivedAtMs)
    this.#transaction(() => {
      forget()
      this.#keep({ ...item, ...attempt.encoding }, attempt.decoded, tally)
      countFrame(tally, item.receivedAtMs, null)
      this.#statuses.save(item.device, tally)
    })
    return this.#changes(new Map([[item.device, tally]]))[0]
  }

  #index(frame: LoggedFrame, tally: DeviceTally): void {
    let statusText: string | null = null
    switch (frame.kind) {
      case 'reading':
        this.#keep(frame, decodeFrame(frame.payload, frame, frame.receivedAtMs), tally)
        break
      case 'status':
        if (frame.payload.byteLength <= MAX_STATUS_BYTES) statusText = new TextDecoder().decode(frame.payload)
        else
          this.#quarantine(
            frame,
            'status',
            `status longer than ${MAX_STATUS_BYTES} bytes`,
            frame.payload,
            frame.sizeBytes,
            tally,
          )
        break
      case 'refused':
        this.#quarantine(frame, frame.topic ?? '', frame.reason ?? 'refused', frame.payload, frame.sizeBytes, tally)
        break
    }
    countFrame(tally, frame.receivedAtMs, statusText)
  }

  #keep(source: Source, { readings, refused }: Decoded, tally: DeviceTally): void {
    for (const reading of readings) this.#store(source.device, reading, source.receivedAtMs, tally)
    for (const { reason, payload } of refused) {
      this.#quarantine(source, 'reading', reason, payload, payload.byteLength, tally)
    }
  }

  #store(device: number, reading: Reading, receivedAtMs: number, tally: DeviceTally): void {
    const timed = placeInTime(reading, receivedAtMs, this.#bounds)
    const day = Math.floor(timed.atMs / DAY_MS)
    this.#touchDay(device, day)
    const { changes } = this.#insertReading.run(
      day,
      device,
      timed.atMs,
      readingIdentity(reading, receivedAtMs),
      receivedAtMs,
      timed.deviceAtMs,
      TIME_SOURCES.indexOf(timed.timeSource),
      timed.boot,
      timed.seq,
      timed.distanceMm,
      timed.depthMm,
      timed.airTempC,
      timed.echoQuality,
      timed.batteryV,
      timed.rssiDbm,
      timed.extra === null ? null : JSON.stringify(timed.extra),
    )
    if (changes === 0) {
      tally.duplicates++
      return
    }
    countNew(tally, timed)
    const newest = this.#newest.get(device)
    if (newest === undefined || isNewer(timed, newest)) this.#newest.set(device, timed)
  }

  #touchDay(device: number, day: number): void {
    const key = `${device}:${day}`
    if (this.#days.has(key)) return
    if (this.#days.size >= MAX_CACHED_DAYS) this.#days.clear()
    this.#insertDay.run(device, day)
    this.#days.add(key)
  }

  #quarantine(
    source: Source,
    topic: string,
    reason: string,
    payload: Uint8Array,
    sizeBytes: number,
    tally: DeviceTally,
  ): void {
    const hash = createHash('sha256').update(payload).update(`\0${topic}\0${sizeBytes}`).digest()
    const { device, codec, payloadFormat, receivedAtMs: at } = source
    this.#insertQuarantine.run(device, topic, reason, payload, sizeBytes, hash, codec, payloadFormat, at, at)
    tally.quarantined++
  }

  #transaction(work: () => void): void {
    this.#database.exec('begin immediate')
    try {
      work()
      this.#database.exec('commit')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      this.#days.clear()
      forgetPages(this.#database)
      throw error
    }
  }

  #changes(tallies: ReadonlyMap<number, DeviceTally>): IndexedChange[] {
    return [...tallies].map(([device, tally]) => changeOf(this.#devices.id(device), tally))
  }
}
