import { createHash } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { decodeJson } from '../../decode/json/decode.ts'
import { placeInTime, type Reading, readingIdentity, type TimeBounds } from '../../domain/reading.ts'
import { DAY_MS } from '../../domain/time.ts'
import { DeviceNumbers } from './device-numbers.ts'
import type { FrameLog, LoggedFrame } from './frame-log.ts'
import type { IndexedChange } from './port.ts'
import { TIME_SOURCES } from './reading-row.ts'

/** Status messages are small; longer ones are no status. */
const MAX_STATUS_BYTES = 4096

const MAX_CACHED_DAYS = 100_000

interface DeviceTally {
  fromMs: number | null
  toMs: number | null
  newReadings: number
  duplicates: number
  quarantined: number
  lastSeenMs: number
  statusText: string | null
}

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
  readonly #upsertStatus: StatementSync
  readonly #progress: StatementSync
  readonly #setProgress: StatementSync
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
      `insert into quarantine (device, topic, reason, payload, size, sha256, first_at, last_at, times)
       values (?, ?, ?, ?, ?, ?, ?, ?, 1)
       on conflict (device, sha256) do update set last_at = excluded.last_at, times = times + 1`,
    )
    this.#upsertStatus = database.prepare(
      `insert into device_status (device, last_seen_at, last_reading_at, status) values (?, ?, ?, ?)
       on conflict (device) do update set last_seen_at = max(last_seen_at, excluded.last_seen_at),
         last_reading_at = max(coalesce(last_reading_at, excluded.last_reading_at), coalesce(excluded.last_reading_at, last_reading_at)),
         status = coalesce(excluded.status, status)`,
    )
    this.#progress = database.prepare('select indexed_to from progress')
    this.#setProgress = database.prepare('update progress set indexed_to = ?')
  }

  /**
   * Indexes at most `limit` frames.
   * @returns how many frames were worked through (0: nothing left) and what became of them, by device.
   */
  step(limit: number): { frames: number; changes: IndexedChange[] } {
    if (this.#next(1).length === 0) return { frames: 0, changes: [] }
    const tallies = new Map<number, DeviceTally>()
    let count = 0
    this.#transaction(() => {
      // Read again under the write lock: another process on the same file may have been here meanwhile.
      const frames = this.#next(limit)
      for (const frame of frames) this.#index(frame, tallyOf(tallies, frame))
      for (const [device, tally] of tallies) {
        this.#upsertStatus.run(device, tally.lastSeenMs, tally.toMs, tally.statusText)
      }
      const last = frames.at(-1)
      if (last !== undefined) this.#setProgress.run(last.id)
      count = frames.length
    })
    return { frames: count, changes: this.#changes(tallies) }
  }

  #next(limit: number): LoggedFrame[] {
    return this.#log.after(Number(this.#progress.get()?.indexed_to ?? 0), limit)
  }

  /** Decodes bytes from quarantine again. Returns the tally's changes, or undefined when they are still refused. */
  reindex(
    item: { device: number; receivedAtMs: number; payload: Uint8Array },
    forget: () => void,
  ): IndexedChange | undefined {
    const decoded = decodeJson(item.payload)
    if (decoded.refused.length > 0 || decoded.readings.length === 0) return undefined
    const tally = emptyTally(item.receivedAtMs)
    this.#transaction(() => {
      for (const reading of decoded.readings) this.#store(item.device, reading, item.receivedAtMs, tally)
      forget()
    })
    return this.#changes(new Map([[item.device, tally]]))[0]
  }

  #index(frame: LoggedFrame, tally: DeviceTally): void {
    switch (frame.kind) {
      case 'reading': {
        const decoded = decodeJson(frame.payload)
        for (const reading of decoded.readings) this.#store(frame.device, reading, frame.receivedAtMs, tally)
        for (const part of decoded.refused) {
          this.#quarantine(frame, 'reading', part.reason, part.payload, part.payload.byteLength, tally)
        }
        break
      }
      case 'status':
        if (frame.payload.byteLength <= MAX_STATUS_BYTES) tally.statusText = new TextDecoder().decode(frame.payload)
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
    tally.newReadings++
    tally.fromMs = Math.min(tally.fromMs ?? timed.atMs, timed.atMs)
    tally.toMs = Math.max(tally.toMs ?? timed.atMs, timed.atMs)
  }

  #touchDay(device: number, day: number): void {
    const key = `${device}:${day}`
    if (this.#days.has(key)) return
    if (this.#days.size >= MAX_CACHED_DAYS) this.#days.clear()
    this.#insertDay.run(device, day)
    this.#days.add(key)
  }

  #quarantine(
    frame: LoggedFrame,
    topic: string,
    reason: string,
    payload: Uint8Array,
    sizeBytes: number,
    tally: DeviceTally,
  ): void {
    const hash = createHash('sha256').update(payload).update(`\0${topic}\0${sizeBytes}`).digest()
    const at = frame.receivedAtMs
    this.#insertQuarantine.run(frame.device, topic, reason, payload, sizeBytes, hash, at, at)
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
      throw error
    }
  }

  #changes(tallies: ReadonlyMap<number, DeviceTally>): IndexedChange[] {
    return [...tallies].map(([device, tally]) => ({
      deviceId: this.#devices.id(device),
      fromMs: tally.fromMs,
      toMs: tally.toMs,
      newReadings: tally.newReadings,
      duplicates: tally.duplicates,
      quarantined: tally.quarantined,
    }))
  }
}

function emptyTally(lastSeenMs: number): DeviceTally {
  return { fromMs: null, toMs: null, newReadings: 0, duplicates: 0, quarantined: 0, lastSeenMs, statusText: null }
}

function tallyOf(tallies: Map<number, DeviceTally>, frame: LoggedFrame): DeviceTally {
  const found = tallies.get(frame.device)
  if (found !== undefined) {
    found.lastSeenMs = Math.max(found.lastSeenMs, frame.receivedAtMs)
    return found
  }
  const fresh = emptyTally(frame.receivedAtMs)
  tallies.set(frame.device, fresh)
  return fresh
}
