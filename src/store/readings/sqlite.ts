import type { Logger } from 'pino'
import type { Clock, Hold } from '../../clock.ts'
import type { TimeBounds } from '../../domain/reading.ts'
import type { EpochMs } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { LatestReadings } from './latest.ts'
import { LogBatcher } from './log-batch.ts'
import type { FromThread, Positions, ReadRequest } from './messages.ts'
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
import { readingFromValues } from './reading-row.ts'
import type { SpoolAnswer, SpoolingReadingStore, SpoolRequest } from './spool-messages.ts'
import { ThreadLink } from './thread-link.ts'

export interface ReadingStoreOptions {
  readonly dataDir: string
  readonly reading: { readonly earliestMs: EpochMs; readonly maxAheadMs: number }
  /** Zone whose midnights divide days in daily roll-ups. */
  readonly timeZone?: string
  /** Held while frames are on their way into readings; for simulated time. */
  readonly clock?: Clock
  /** Told when indexing fails and when it goes on; also in `progress()`. */
  readonly log?: Pick<Logger, 'error' | 'info'>
}

const DEFAULT_TIME_ZONE = 'Asia/Tokyo'

/** More than this in one transaction gains nothing and makes acknowledgements wait. */
const MAX_BATCH_FRAMES = 4096
const MAX_BATCH_BYTES = 1 << 20

/**
 * Opens the embedded store: one SQLite file (`readings.db`), written by one thread and read by another.
 * Throws `store-unavailable` when the file cannot be opened, `schema-newer` when a newer version wrote it.
 */
export async function openReadingStore(options: ReadingStoreOptions): Promise<SpoolingReadingStore> {
  const { dataDir, timeZone = DEFAULT_TIME_ZONE } = options
  const bounds = { earliestMs: options.reading.earliestMs, maxAheadMs: options.reading.maxAheadMs }
  const store = new SqliteReadingStore(options)
  try {
    await store.open({ dataDir, bounds, timeZone })
  } catch (cause) {
    await store.close()
    const why = cause instanceof Error ? cause.message : String(cause)
    const code = why.includes('has schema') ? 'schema-newer' : 'store-unavailable'
    throw new YukibanError(code, `cannot open the readings in ${dataDir}: ${why}`, { cause })
  }
  return store
}

interface PendingAppend {
  readonly frames: readonly Frame[]
  readonly bytes: number
  resolve(): void
  reject(error: unknown): void
}

class SqliteReadingStore implements SpoolingReadingStore {
  readonly #clock: Clock | undefined
  readonly #log: ReadingStoreOptions['log']
  readonly #batcher = new LogBatcher()
  readonly #listeners: ((changes: readonly IndexedChange[]) => void)[] = []
  #writer: ThreadLink | undefined
  #reader: ThreadLink | undefined
  #waiting: PendingAppend[] = []
  #committing = false
  /** As far as the writer has told: what is acknowledged, and what of it is indexed. */
  #appendedTo = 0
  #indexedTo = 0
  #indexFailure: string | undefined
  #latest: Promise<LatestReadings> | undefined
  #hold: Hold | undefined

  constructor({ clock, log }: Pick<ReadingStoreOptions, 'clock' | 'log'>) {
    this.#clock = clock
    this.#log = log
  }

  async open(workerData: { readonly dataDir: string; readonly bounds: TimeBounds; readonly timeZone: string }) {
    const news = (message: Extract<FromThread, { type: 'indexed' | 'index-failed' }>) => this.#news(message)
    this.#writer = new ThreadLink(new URL('./worker.ts', import.meta.url), workerData, news)
    this.#opened(await this.#writer.ready())
    // Not waited for: what is asked of it before it is ready waits there.
    this.#reader = new ThreadLink(new URL('./reader.ts', import.meta.url), workerData)
  }

  /** Frames that arrive while a commit is under way share the next one. */
  append(frames: readonly Frame[]): Promise<void> {
    this.#hold ??= this.#clock?.hold()
    let bytes = 0
    for (const frame of frames) bytes += frame.payload.byteLength
    return new Promise((resolve, reject) => {
      this.#waiting.push({ frames, bytes, resolve, reject })
      if (!this.#committing) void this.#commit()
    })
  }

  async settled(): Promise<void> {
    await this.#write({ type: 'settled' })
  }

  onIndexed(listener: (changes: readonly IndexedChange[]) => void): void {
    this.#listeners.push(listener)
  }

  progress(): IndexProgress {
    return { waitingFrames: Math.max(0, this.#appendedTo - this.#indexedTo), failure: this.#indexFailure }
  }

  async readings(query: ReadingQuery): Promise<StoredReading[]> {
    return ((await this.#read({ type: 'readings', query })) as unknown[]).map(readingFromValues)
  }

  async series(query: SeriesQuery): Promise<SeriesBucket[]> {
    return (await this.#read({ type: 'series', query })) as SeriesBucket[]
  }

  async latest(): Promise<readonly LatestReading[]> {
    this.#latest ??= this.#loadLatest()
    const latest = await this.#latest
    if (this.#indexedTo < this.#appendedTo) await this.settled()
    return latest.all()
  }

  async rollups(query: RollupQuery): Promise<Rollup[]> {
    return (await this.#read({ type: 'rollups', query })) as Rollup[]
  }

  async saveJudgements(deviceId: string, judgements: readonly Judgement[]): Promise<void> {
    await this.#write({ type: 'save-judgements', deviceId, judgements })
    void this.#latest?.then((latest) => latest.judged(deviceId, judgements))
  }

  async saveCheckpoint(deviceId: string, checkpoint: Checkpoint): Promise<void> {
    await this.#write({ type: 'save-checkpoint', deviceId, checkpoint })
  }

  async checkpoint(deviceId: string): Promise<Checkpoint | undefined> {
    return (await this.#read({ type: 'checkpoint', deviceId })) as Checkpoint | undefined
  }

  async quarantine(query: QuarantineQuery): Promise<QuarantineItem[]> {
    return (await this.#read({ type: 'quarantine', query })) as QuarantineItem[]
  }

  async quarantinedSince(sinceMs: EpochMs): Promise<QuarantinedDevice[]> {
    return (await this.#read({ type: 'quarantined-since', sinceMs })) as QuarantinedDevice[]
  }

  async quarantineItem(id: number): Promise<QuarantineItem | undefined> {
    return (await this.#read({ type: 'quarantine-item', id })) as QuarantineItem | undefined
  }

  async replayQuarantine(ids: readonly number[], senders: QuarantineSenders = new Map()): Promise<ReplayResult> {
    return (await this.#write({ type: 'replay-quarantine', ids, senders })) as ReplayResult
  }

  async purgeQuarantine(olderThanMs: EpochMs): Promise<number> {
    return (await this.#write({ type: 'purge-quarantine', olderThanMs })) as number
  }

  async deviceStatus(deviceId: string): Promise<DeviceStatus | undefined> {
    return (await this.#read({ type: 'device-status', deviceId })) as DeviceStatus | undefined
  }

  async deviceStatuses(query: DeviceStatusQuery): Promise<ListedDeviceStatus[]> {
    return (await this.#read({ type: 'device-statuses', query })) as ListedDeviceStatus[]
  }

  async statusMessages(query: StatusMessageQuery): Promise<StatusMessages> {
    return (await this.#read({ type: 'status-messages', query })) as StatusMessages
  }

  async counts(): Promise<StoreCounts> {
    return (await this.#read({ type: 'counts' })) as StoreCounts
  }

  async housekeep(limits: RetentionLimits): Promise<{ more: boolean }> {
    return (await this.#write({ type: 'housekeep', limits })) as { more: boolean }
  }

  async spool<R extends SpoolRequest>(request: R): Promise<SpoolAnswer[R['op']]> {
    return (await this.#write({ type: 'spool', request })) as SpoolAnswer[R['op']]
  }

  async backup(path: string): Promise<void> {
    await this.#write({ type: 'backup', path })
  }

  async close(): Promise<void> {
    await this.#reader?.close()
    await this.#writer?.close()
    this.#hold?.[Symbol.dispose]()
  }

  async #commit(): Promise<void> {
    this.#committing = true
    while (this.#waiting.length > 0) {
      const appends = this.#nextAppends()
      try {
        const { batch, transfer } = this.#batcher.batch(appends.flatMap((it) => it.frames))
        this.#appendedTo = Number(await this.#write({ type: 'append', batch }, transfer))
        this.#batcher.stored(batch)
        for (const it of appends) it.resolve()
      } catch (error) {
        for (const it of appends) it.reject(error)
      }
    }
    this.#committing = false
    this.#release()
  }

  #nextAppends(): PendingAppend[] {
    let frames = 0
    let bytes = 0
    let taken = 0
    for (const it of this.#waiting) {
      frames += it.frames.length
      bytes += it.bytes
      if (taken > 0 && (frames > MAX_BATCH_FRAMES || bytes > MAX_BATCH_BYTES)) break
      taken++
    }
    return this.#waiting.splice(0, taken)
  }

  #opened({ appendedTo, indexedTo }: Positions): void {
    this.#appendedTo = appendedTo
    this.#indexedTo = indexedTo
    if (indexedTo < appendedTo) this.#hold ??= this.#clock?.hold()
  }

  #news(message: Extract<FromThread, { type: 'indexed' | 'index-failed' }>): void {
    if (message.type === 'index-failed') {
      const why = message.message
      if (this.#indexFailure !== why) this.#log?.error({ why }, 'the log cannot be indexed; it is kept and tried again')
      this.#indexFailure = why
      return
    }
    if (this.#indexFailure !== undefined) this.#log?.info('the log is indexed again')
    this.#indexFailure = undefined
    this.#indexedTo = message.indexedTo
    if (message.newest.length > 0) void this.#latest?.then((latest) => latest.indexed(message.newest))
    if (message.changes.length > 0) for (const listener of this.#listeners) listener(message.changes)
    this.#release()
  }

  /** Simulated time goes on once nothing is on its way into readings. */
  #release(): void {
    if (this.#committing || this.#indexedTo < this.#appendedTo) return
    this.#hold?.[Symbol.dispose]()
    this.#hold = undefined
  }

  async #loadLatest(): Promise<LatestReadings> {
    try {
      return new LatestReadings((await this.#write({ type: 'latest' })) as LatestReading[])
    } catch (error) {
      this.#latest = undefined
      throw error
    }
  }

  /** What is appended but not indexed would be missed: then the writer is asked to index it first. */
  async #read(request: ReadRequest): Promise<unknown> {
    if (this.#indexedTo < this.#appendedTo) await this.settled()
    return this.#link(this.#reader).call(request)
  }

  #write(request: Parameters<ThreadLink['call']>[0], transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    return this.#link(this.#writer).call(request, transfer)
  }

  #link(link: ThreadLink | undefined): ThreadLink {
    if (link === undefined) throw new YukibanError('store-unavailable', 'the readings store is not open')
    return link
  }
}
