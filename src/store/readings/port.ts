import type { CodecName } from '../../decode/index.ts'
import type { Encoding } from '../../domain/device.ts'
import type { TimedReading } from '../../domain/reading.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Vitals } from '../../domain/vitals.ts'

/**
 * The store of what devices said. Implementations pass one contract suite (test/contract/reading-store.ts).
 *
 * Laws: `append` resolves only after the frames are on disk; frames are indexed (decoded into readings or quarantined)
 * afterwards, in order of arrival; every read sees everything appended before it was called.
 */
export interface ReadingStore {
  /** Makes frames durable. Rejects with `store-unavailable` when the disk refuses; then none of them is stored. */
  append(frames: readonly Frame[]): Promise<void>
  /** Resolves when everything appended so far is indexed. */
  settled(): Promise<void>
  /** Called after each round of indexing with what became of the frames, by device. */
  onIndexed(listener: (changes: readonly IndexedChange[]) => void): void
  readings(query: ReadingQuery): Promise<StoredReading[]>
  /** Writes what quality control found; replaces earlier findings for the same readings. */
  saveJudgements(deviceId: string, judgements: readonly Judgement[]): Promise<void>
  saveCheckpoint(deviceId: string, checkpoint: Checkpoint): Promise<void>
  checkpoint(deviceId: string): Promise<Checkpoint | undefined>
  quarantine(query: QuarantineQuery): Promise<QuarantineItem[]>
  quarantineItem(id: number): Promise<QuarantineItem | undefined>
  /** Every device of which something in quarantine came since a moment, by id. */
  quarantinedSince(sinceMs: EpochMs): Promise<QuarantinedDevice[]>
  /**
   * Decodes quarantined frames again, the way they came and else the way their sender is registered now; those that now
   * decode become readings (or turn out to be no measurement) and leave quarantine.
   */
  replayQuarantine(ids: readonly number[], senders?: QuarantineSenders): Promise<ReplayResult>
  purgeQuarantine(olderThanMs: EpochMs): Promise<number>
  deviceStatus(deviceId: string): Promise<DeviceStatus | undefined>
  /** Status of every device that was ever heard, a page at a time, by id. */
  deviceStatuses(query: DeviceStatusQuery): Promise<ListedDeviceStatus[]>
  /** Status messages in order of arrival, as received; none is passed over however fast they come. */
  statusMessages(query: StatusMessageQuery): Promise<StatusMessages>
  counts(): Promise<StoreCounts>
  /** Accepted depths in equal parts of a range, ascending; parts without any are left out. */
  series(query: SeriesQuery): Promise<SeriesBucket[]>
  /** The newest reading of every device that has one, by device id. */
  latest(): Promise<readonly LatestReading[]>
  /** Hourly or daily summaries of accepted readings, ascending. */
  rollups(query: RollupQuery): Promise<Rollup[]>
  /** Does a bounded piece of background work: rolls up, takes away what is past its limit. */
  housekeep(limits: RetentionLimits): Promise<{ readonly more: boolean }>
  /** How far indexing has come, without asking the disk. */
  progress(): IndexProgress
  /** Copies a consistent snapshot to `path`. */
  backup(path: string): Promise<void>
  close(): Promise<void>
}

export type FrameKind = 'reading' | 'status' | 'refused'

/** One message as it came. */
export interface Frame {
  readonly deviceId: string
  readonly kind: FrameKind
  readonly codec: CodecName
  /** How a LoRaWAN device packed what is in a network server's envelope; null: it is none, or nobody has said. */
  readonly payloadFormat: string | null
  readonly topic: string
  readonly receivedAtMs: EpochMs
  readonly payload: Uint8Array
  /** Bytes the device sent; more than `payload` holds when it was cut. */
  readonly sizeBytes: number
  /** For kind `refused`: why it is quarantined without decoding. */
  readonly reason?: string
}

export interface IndexedChange {
  readonly deviceId: string
  /** Earliest and latest device time among the new readings; null: only status or quarantine changed. */
  readonly fromMs: EpochMs | null
  readonly toMs: EpochMs | null
  readonly newReadings: number
  readonly duplicates: number
  readonly quarantined: number
  /** The device said something about itself: `statusMessages` has it. */
  readonly spoke?: true
}

export interface ReadingQuery {
  readonly deviceId: string
  /** Inclusive. */
  readonly fromMs: EpochMs
  /** Exclusive. */
  readonly toMs: EpochMs
  readonly limit: number
  /** Only readings after this one, for paging. */
  readonly after?: { readonly atMs: EpochMs; readonly identity: string }
}

/** Order of the digits in `Judgement.flags`; new tests are added at the end: a shorter text was written before them. */
export const FLAG_TESTS = ['time', 'temperature', 'range', 'echo', 'gate', 'stuck', 'drift', 'neighbour'] as const
export type FlagTest = (typeof FLAG_TESTS)[number]

/** What quality control found for one reading. */
export interface Judgement {
  readonly atMs: EpochMs
  readonly identity: string
  /** Depth after compensation, mm; null when none can be computed. */
  readonly depthMm: number | null
  /** One QARTOD digit per test in the order of FLAG_TESTS: 1 good, 2 not evaluated, 3 suspect, 4 bad, 9 missing. */
  readonly flags: string
  readonly accepted: boolean
}

/** A reading with what is known of it; judgement fields are null until quality control has run. */
export interface StoredReading extends TimedReading {
  readonly identity: string
  readonly judgedDepthMm: number | null
  readonly flags: string | null
  readonly accepted: boolean | null
}

/** A device's folded state as of a moment, from which later readings are replayed. */
export interface Checkpoint {
  readonly atMs: EpochMs
  /** Of the algorithm; a checkpoint of another version is not used. */
  readonly version: number
  readonly stateJson: string
}

export interface SeriesQuery {
  readonly deviceId: string
  /** Inclusive. */
  readonly fromMs: EpochMs
  /** Exclusive. */
  readonly toMs: EpochMs
  /** Parts the range is divided into, at least 1; each is a whole number of milliseconds long. */
  readonly buckets: number
}

/** Accepted depths within one part of a range, mm. */
export interface SeriesBucket {
  /** Where the part begins. */
  readonly fromMs: EpochMs
  readonly readings: number
  readonly minMm: number
  readonly maxMm: number
  readonly meanMm: number
  readonly lastMm: number
}

export interface LatestReading {
  readonly deviceId: string
  readonly atMs: EpochMs
  readonly identity: string
  readonly receivedAtMs: EpochMs
  readonly distanceMm: number | null
  readonly depthMm: number | null
  readonly airTempC: number | null
  readonly judgedDepthMm: number | null
  readonly flags: string | null
  readonly accepted: boolean | null
}

export interface RollupQuery {
  readonly deviceId: string
  readonly resolution: 'hour' | 'day'
  /** Inclusive: summaries that begin from here … */
  readonly fromMs: EpochMs
  /** … until before here. */
  readonly toMs: EpochMs
  readonly limit: number
}

/** An hour's or a day's accepted readings of one device. Depths mm; null where no reading says anything. */
export interface Rollup {
  /** Where it begins: a UTC hour, or local midnight. */
  readonly atMs: EpochMs
  readonly readings: number
  readonly accepted: number
  readonly minDepthMm: number | null
  readonly maxDepthMm: number | null
  readonly meanDepthMm: number | null
  readonly lastDepthMm: number | null
  readonly meanAirTempC: number | null
  readonly minBatteryV: number | null
}

/** What is older goes; null: nothing does. */
export interface RetentionLimits {
  /** The raw log, as far as it is indexed. */
  readonly framesBeforeMs: EpochMs | null
  /** Readings, by whole UTC days; their roll-ups stay. */
  readonly readingsBeforeMs: EpochMs | null
  readonly quarantineBeforeMs: EpochMs | null
}

export interface QuarantineQuery {
  readonly deviceId?: string
  readonly limit: number
  /** Only items with a smaller id (newest first). */
  readonly before?: number
}

export interface QuarantineItem {
  readonly id: number
  readonly deviceId: string
  readonly topic: string
  readonly reason: string
  /** How it was read, or was to be read. */
  readonly codec: string
  readonly payloadFormat: string | null
  readonly payload: Uint8Array
  /** Bytes the device sent; more than `payload` holds when it was cut. */
  readonly sizeBytes: number
  readonly firstAtMs: EpochMs
  readonly lastAtMs: EpochMs
  /** How often the very same bytes came. */
  readonly times: number
}

/** What quarantine holds of a device since a moment. */
export interface QuarantinedDevice {
  readonly deviceId: string
  /** Different messages. */
  readonly items: number
  readonly lastAtMs: EpochMs
}

/** By item: the device it is from and how that device's messages are decoded now. */
export type QuarantineSenders = ReadonlyMap<number, { readonly deviceId: string } & Encoding>

export interface ReplayResult {
  readonly recovered: number
  readonly stillRefused: number
}

export interface DeviceStatus {
  /** When anything last came from it. A status `offline` does not count: the broker says it on a dead device's behalf. */
  readonly lastSeenAtMs: EpochMs
  /** Time of the newest reading. */
  readonly lastReadingAtMs: EpochMs | null
  /** When a reading that was new last came. */
  readonly readingReceivedAtMs: EpochMs | null
  readonly statusJson: string | null
  /** When `statusJson` came. */
  readonly statusAtMs: EpochMs | null
  readonly vitals: Vitals
}

export interface ListedDeviceStatus extends DeviceStatus {
  readonly deviceId: string
}

export interface DeviceStatusQuery {
  /** Inclusive bounds of the device ids. */
  readonly fromId: string
  readonly toId: string
  readonly limit: number
}

export interface StatusMessageQuery {
  /** Only messages after this position. */
  readonly afterId: number
  readonly limit: number
}

export interface StatusMessages {
  readonly items: readonly {
    readonly id: number
    readonly deviceId: string
    readonly receivedAtMs: EpochMs
    readonly text: string
  }[]
  /** Position of the newest frame of any kind; below a position one remembers, the log is another one. */
  readonly lastId: number
}

export interface IndexProgress {
  /** Frames in the log that are not worked into readings yet. */
  readonly waitingFrames: number
  /** Why indexing makes no progress; undefined while it does. */
  readonly failure: string | undefined
}

export interface StoreCounts {
  readonly frames: number
  readonly readings: number
  readonly quarantined: number
}
