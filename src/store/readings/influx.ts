import type { Clock } from '../../clock.ts'
import type { EpochMs } from '../../domain/time.ts'
import { DAY_MS } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import type { InfluxClient } from './influx/client.ts'
import type { Forwarder } from './influx/forwarder.ts'
import { historyReadings, mergeReadings } from './influx/history.ts'
import { silentDevices } from './influx/silent-devices.ts'
import type {
  Checkpoint,
  DeviceStatus,
  DeviceStatusQuery,
  Frame,
  IndexedChange,
  IndexProgress,
  Judgement,
  LatestReading,
  ListedDeviceStatus,
  QuarantinedDevice,
  QuarantineItem,
  QuarantineQuery,
  QuarantineSenders,
  ReadingQuery,
  ReadingStore,
  ReplayResult,
  RetentionLimits,
  Rollup,
  RollupQuery,
  SeriesBucket,
  SeriesQuery,
  StatusMessageQuery,
  StatusMessages,
  StoreCounts,
  StoredReading,
} from './port.ts'
import { seriesFromReadings } from './series.ts'
import type { DeadLetter, SpoolingReadingStore } from './spool-messages.ts'

export interface InfluxStoreParts {
  readonly spool: SpoolingReadingStore
  readonly client: InfluxClient
  readonly forwarder: Forwarder
  readonly clock: Clock
  /** How long readings are kept and read here, by their own time; below it InfluxDB answers. */
  readonly spoolKeepMs: number
}

/** How the forwarding goes. */
export interface ForwardingStatus {
  /** New or newly judged readings InfluxDB does not have yet. */
  readonly waiting: number
  /** Readings InfluxDB will not take; they stay in the spool. */
  readonly deadLetters: number
  /** Readings given up since the start; only ever grows. */
  readonly buried: number
  /** Why nothing is delivered at present. */
  readonly failure: string | undefined
}

/**
 * Readings in InfluxDB behind the embedded store. Everything that must never be lost or wait for a network (the raw
 * log, its index, quarantine, checkpoints, what was seen before) stays in the embedded file; readings and what quality
 * control found of them are forwarded from there, and read from InfluxDB once they are older than the spool keeps.
 */
export class InfluxReadingStore implements ReadingStore {
  readonly #spool: SpoolingReadingStore
  readonly #client: InfluxClient
  readonly #forwarder: Forwarder
  readonly #clock: Clock
  readonly #spoolKeepMs: number
  /** Readings before this are past their limit, wherever they are. */
  #readingsFromMs = Number.MIN_SAFE_INTEGER
  /** Newest readings that the spool no longer has; asked for once, since newer ones go through it. */
  #silent: Promise<LatestReading[]> | undefined

  constructor(parts: InfluxStoreParts) {
    this.#spool = parts.spool
    this.#client = parts.client
    this.#forwarder = parts.forwarder
    this.#clock = parts.clock
    this.#spoolKeepMs = parts.spoolKeepMs
    this.#spool.onIndexed(() => this.#forwarder.nudge())
  }

  append(frames: readonly Frame[]): Promise<void> {
    return this.#spool.append(frames)
  }

  settled(): Promise<void> {
    return this.#spool.settled()
  }

  onIndexed(listener: (changes: readonly IndexedChange[]) => void): void {
    this.#spool.onIndexed(listener)
  }

  /**
   * Recent readings come from the spool alone; older ones from InfluxDB and, where it does not have them yet, from the
   * spool. Throws `store-unavailable` when InfluxDB does not answer and readings of the range are nowhere else.
   */
  async readings(query: ReadingQuery): Promise<StoredReading[]> {
    const asked = { ...query, fromMs: Math.max(query.fromMs, this.#readingsFromMs) }
    const recentFromMs = this.#recentFromMs()
    const startMs = Math.max(asked.fromMs, asked.after?.atMs ?? asked.fromMs)
    if (startMs >= recentFromMs) return this.#spool.readings(asked)
    const old = await this.#oldReadings({ ...asked, toMs: Math.min(asked.toMs, recentFromMs) })
    if (old.length >= asked.limit || asked.toMs <= recentFromMs) return old
    const recent = await this.#spool.readings({ ...asked, fromMs: recentFromMs, limit: asked.limit - old.length })
    return [...old, ...recent]
  }

  async saveJudgements(deviceId: string, judgements: readonly Judgement[]): Promise<void> {
    await this.#spool.saveJudgements(deviceId, judgements)
    this.#forwarder.nudge()
  }

  saveCheckpoint(deviceId: string, checkpoint: Checkpoint): Promise<void> {
    return this.#spool.saveCheckpoint(deviceId, checkpoint)
  }

  checkpoint(deviceId: string): Promise<Checkpoint | undefined> {
    return this.#spool.checkpoint(deviceId)
  }

  quarantine(query: QuarantineQuery): Promise<QuarantineItem[]> {
    return this.#spool.quarantine(query)
  }

  quarantinedSince(sinceMs: EpochMs): Promise<QuarantinedDevice[]> {
    return this.#spool.quarantinedSince(sinceMs)
  }

  quarantineItem(id: number): Promise<QuarantineItem | undefined> {
    return this.#spool.quarantineItem(id)
  }

  replayQuarantine(ids: readonly number[], senders?: QuarantineSenders): Promise<ReplayResult> {
    return this.#spool.replayQuarantine(ids, senders)
  }

  purgeQuarantine(olderThanMs: number): Promise<number> {
    return this.#spool.purgeQuarantine(olderThanMs)
  }

  deviceStatus(deviceId: string): Promise<DeviceStatus | undefined> {
    return this.#spool.deviceStatus(deviceId)
  }

  deviceStatuses(query: DeviceStatusQuery): Promise<ListedDeviceStatus[]> {
    return this.#spool.deviceStatuses(query)
  }

  statusMessages(query: StatusMessageQuery): Promise<StatusMessages> {
    return this.#spool.statusMessages(query)
  }

  async counts(): Promise<StoreCounts> {
    const [counts, { goneReadings }] = await Promise.all([this.#spool.counts(), this.#spool.spool({ op: 'status' })])
    return { ...counts, readings: counts.readings + goneReadings }
  }

  /** As `readings`: of a range that begins before what the spool has, every reading is fetched. */
  async series(query: SeriesQuery): Promise<SeriesBucket[]> {
    const known = query.fromMs >= Math.max(this.#recentFromMs(), this.#readingsFromMs)
    return known ? this.#spool.series(query) : seriesFromReadings((page) => this.readings(page), query)
  }

  /** Of devices that have been silent for longer than the spool keeps, as soon as InfluxDB answers. */
  async latest(): Promise<readonly LatestReading[]> {
    const known = await this.#spool.latest()
    this.#silent ??= silentDevices(this.#spool, this.#client, known).catch(() => {
      this.#silent = undefined
      return []
    })
    const byDevice = new Map((await this.#silent).map((it) => [it.deviceId, it]))
    if (byDevice.size === 0) return known
    for (const it of known) byDevice.set(it.deviceId, it)
    return [...byDevice.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1))
  }

  progress(): IndexProgress {
    return this.#spool.progress()
  }

  rollups(query: RollupQuery): Promise<Rollup[]> {
    return this.#spool.rollups(query)
  }

  /**
   * Readings leave the spool when they are older than it keeps and InfluxDB has them. What is older than
   * `readingsBeforeMs` is no longer handed out; InfluxDB forgets it by its own retention.
   */
  async housekeep(limits: RetentionLimits): Promise<{ readonly more: boolean }> {
    const { readingsBeforeMs } = limits
    if (readingsBeforeMs !== null) this.#readingsFromMs = Math.floor(readingsBeforeMs / DAY_MS) * DAY_MS
    const keptFromMs = this.#clock.now() - this.#spoolKeepMs
    return this.#spool.housekeep({ ...limits, readingsBeforeMs: Math.max(readingsBeforeMs ?? keptFromMs, keptFromMs) })
  }

  backup(path: string): Promise<void> {
    return this.#spool.backup(path)
  }

  async forwarding(): Promise<ForwardingStatus> {
    const { waiting, deadLetters } = await this.#spool.spool({ op: 'status' })
    return { waiting, deadLetters, buried: this.#forwarder.deadLetters, failure: this.#forwarder.failure }
  }

  /** The newest readings InfluxDB would not take, and why. */
  deadLetters(limit: number): Promise<DeadLetter[]> {
    return this.#spool.spool({ op: 'dead-letters', limit })
  }

  /** Forwards what waits now; resolves when it is delivered or that has failed (see `forwarding`). */
  async flush(): Promise<void> {
    await this.#spool.settled()
    await this.#forwarder.flush()
  }

  async close(): Promise<void> {
    const stopped = this.#forwarder.stop()
    // A request under way would be waited for.
    this.#client.close()
    await stopped
    await this.#spool.close()
  }

  /** From here on the spool has every reading; a day later than it deletes, so that none goes while it is read. */
  #recentFromMs(): number {
    return Math.floor((this.#clock.now() - this.#spoolKeepMs) / DAY_MS + 1) * DAY_MS
  }

  async #oldReadings(query: ReadingQuery): Promise<StoredReading[]> {
    // The spool first: what is delivered in between is then found twice rather than not at all.
    const waiting = await this.#spool.spool({ op: 'readings', query, scope: 'not-forwarded' })
    try {
      return mergeReadings(await historyReadings(this.#client, query), waiting).slice(0, query.limit)
    } catch (error) {
      if (await this.#spool.spool({ op: 'lacks', query })) throw unavailable(query, error)
      return this.#spool.spool({ op: 'readings', query, scope: 'all' })
    }
  }
}

function unavailable({ deviceId, toMs }: ReadingQuery, cause: unknown): YukibanError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const before = new Date(toMs).toISOString()
  return new YukibanError(
    'store-unavailable',
    `readings of ${deviceId} before ${before} are in InfluxDB, which cannot be read now (${why}); ask for later ones, or try again`,
    { cause },
  )
}
