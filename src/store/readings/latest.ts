import type { DatabaseSync } from 'node:sqlite'
import { readingIdentity, type TimedReading } from '../../domain/reading.ts'
import type { Judgement, LatestReading } from './port.ts'

/** Of two readings of a device, whether the first comes later; of equal times the greater identity does. */
export function isNewer(it: TimedReading, other: TimedReading): boolean {
  if (it.atMs !== other.atMs) return it.atMs > other.atMs
  return readingIdentity(it, it.receivedAtMs) > readingIdentity(other, other.receivedAtMs)
}

/** A reading nobody has judged yet, as its device's newest. */
export function latestOf(deviceId: string, reading: TimedReading): LatestReading {
  const { atMs, receivedAtMs, distanceMm, depthMm, airTempC } = reading
  const identity = readingIdentity(reading, receivedAtMs)
  const judgement = { judgedDepthMm: null, flags: null, accepted: null }
  return { deviceId, atMs, identity, receivedAtMs, distanceMm, depthMm, airTempC, ...judgement }
}

/** The newest reading of each device, read from the file; once, since it is one look-up per device. */
export function readLatest(database: DatabaseSync): LatestReading[] {
  const rows = database
    .prepare(
      `select d.id, r.at, r.identity, r.received_at, r.distance_mm, r.depth_mm, r.air_temp_c, r.judged_depth_mm, r.flags,
         r.accepted
       from device d cross join device_status s on s.device = d.no cross join reading r
         on r.day = s.last_reading_at / 86400000 and r.device = d.no and r.at = s.last_reading_at
       order by d.id, r.identity`,
    )
    .all()
  const byDevice = new Map<string, LatestReading>()
  for (const it of rows) {
    const deviceId = String(it.id)
    byDevice.set(deviceId, {
      deviceId,
      atMs: Number(it.at),
      identity: String(it.identity),
      receivedAtMs: Number(it.received_at),
      distanceMm: it.distance_mm as number | null,
      depthMm: it.depth_mm as number | null,
      airTempC: it.air_temp_c as number | null,
      judgedDepthMm: it.judged_depth_mm as number | null,
      flags: it.flags as string | null,
      accepted: it.accepted === null ? null : it.accepted === 1,
    })
  }
  return [...byDevice.values()]
}

/** The newest reading of each device, kept up to date in memory. */
export class LatestReadings {
  readonly #byDevice = new Map<string, LatestReading>()
  #sorted: readonly LatestReading[] | undefined

  constructor(them: readonly LatestReading[]) {
    for (const it of them) this.#byDevice.set(it.deviceId, it)
  }

  /** Takes in newly indexed readings; of equal times the greater identity wins, as when read from the file. */
  indexed(them: readonly LatestReading[]): void {
    for (const it of them) {
      const known = this.#byDevice.get(it.deviceId)
      if (known === undefined) this.#sorted = undefined
      else if (known.atMs > it.atMs || (known.atMs === it.atMs && known.identity >= it.identity)) continue
      this.#byDevice.set(it.deviceId, it)
    }
  }

  judged(deviceId: string, judgements: readonly Judgement[]): void {
    const known = this.#byDevice.get(deviceId)
    const found = judgements.findLast((it) => it.atMs === known?.atMs && it.identity === known.identity)
    if (known === undefined || found === undefined) return
    const { depthMm: judgedDepthMm, flags, accepted } = found
    this.#byDevice.set(deviceId, { ...known, judgedDepthMm, flags, accepted })
  }

  /** By device id. */
  all(): LatestReading[] {
    this.#sorted ??= [...this.#byDevice.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1))
    return this.#sorted.map((it) => this.#byDevice.get(it.deviceId) ?? it)
  }
}
