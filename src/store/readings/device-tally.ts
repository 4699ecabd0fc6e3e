import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { saysOffline } from '../../domain/device-status.ts'
import type { TimedReading } from '../../domain/reading.ts'
import { mergeVitals, NO_VITALS, type Vitals, vitalsOf } from '../../domain/vitals.ts'
import type { LoggedFrame } from './frame-log.ts'
import type { IndexedChange } from './port.ts'
import { vitalsFromText } from './reading-row.ts'

/** What one round of indexing learns of a device. */
export interface DeviceTally {
  fromMs: number | null
  toMs: number | null
  newReadings: number
  duplicates: number
  quarantined: number
  /** Receipt of the newest sign of life; null when there was only a goodbye or a last will. */
  lastSeenMs: number | null
  readonly firstFrameMs: number
  readingReceivedMs: number | null
  status: { readonly text: string; readonly atMs: number } | null
  /** New readings of the frame being indexed. */
  fresh: TimedReading[]
  vitals: Vitals
}

export function emptyTally(firstFrameMs: number): DeviceTally {
  return {
    fromMs: null,
    toMs: null,
    newReadings: 0,
    duplicates: 0,
    quarantined: 0,
    lastSeenMs: null,
    firstFrameMs,
    readingReceivedMs: null,
    status: null,
    fresh: [],
    vitals: NO_VITALS,
  }
}

/** The tally of a frame's device, begun with this frame if there is none. */
export function tallyOf(tallies: Map<number, DeviceTally>, frame: LoggedFrame): DeviceTally {
  const found = tallies.get(frame.device)
  if (found !== undefined) return found
  const fresh = emptyTally(frame.receivedAtMs)
  tallies.set(frame.device, fresh)
  return fresh
}

export function countNew(tally: DeviceTally, reading: TimedReading): void {
  tally.newReadings++
  tally.fromMs = Math.min(tally.fromMs ?? reading.atMs, reading.atMs)
  tally.toMs = Math.max(tally.toMs ?? reading.atMs, reading.atMs)
  tally.fresh.push(reading)
}

/** Takes in what a frame as a whole says of its device. @param atMs of its receipt. */
export function countFrame(tally: DeviceTally, atMs: number, statusText: string | null): void {
  if (statusText !== null) tally.status = { text: statusText, atMs }
  if (statusText === null || !saysOffline(statusText)) tally.lastSeenMs = Math.max(tally.lastSeenMs ?? atMs, atMs)
  if (tally.fresh.length === 0) return
  tally.readingReceivedMs = Math.max(tally.readingReceivedMs ?? atMs, atMs)
  tally.vitals = mergeVitals(tally.vitals, vitalsOf(tally.fresh))
  tally.fresh = []
}

export function changeOf(deviceId: string, tally: DeviceTally): IndexedChange {
  const { fromMs, toMs, newReadings, duplicates, quarantined } = tally
  const change = { deviceId, fromMs, toMs, newReadings, duplicates, quarantined }
  return tally.status === null ? change : { ...change, spoke: true }
}

/** What is known of a device as a whole; made from the log, so without fsync. */
export class DeviceStatuses {
  readonly #vitals: StatementSync
  readonly #upsert: StatementSync

  constructor(database: DatabaseSync) {
    this.#vitals = database.prepare('select vitals from device_status where device = ?')
    const newer = (column: string) =>
      `${column} = max(coalesce(${column}, excluded.${column}), coalesce(excluded.${column}, ${column}))`
    this.#upsert = database.prepare(
      `insert into device_status (device, last_seen_at, last_reading_at, reading_received_at, status, status_at, vitals)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (device) do update set last_seen_at = max(last_seen_at, coalesce(?, last_seen_at)),
         ${newer('last_reading_at')}, ${newer('reading_received_at')}, status = coalesce(excluded.status, status),
         status_at = coalesce(excluded.status_at, status_at), vitals = coalesce(excluded.vitals, vitals)`,
    )
  }

  /** Works a round's tally in; inside the caller's transaction. */
  save(device: number, tally: DeviceTally): void {
    this.#upsert.run(
      device,
      tally.lastSeenMs ?? tally.firstFrameMs,
      tally.toMs,
      tally.readingReceivedMs,
      tally.status?.text ?? null,
      tally.status?.atMs ?? null,
      this.#vitalsText(device, tally.vitals),
      tally.lastSeenMs,
    )
  }

  #vitalsText(device: number, news: Vitals): string | null {
    if (news.delaysMs.length === 0 && news.batteries.length === 0) return null
    return JSON.stringify(mergeVitals(vitalsFromText(this.#vitals.get(device)?.vitals), news))
  }
}
