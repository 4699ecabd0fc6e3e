import type { TimedReading } from '../../domain/reading.ts'
import type { EpochMs } from '../../domain/time.ts'

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
  /** Decodes quarantined frames again; those that now decode become readings and leave quarantine. */
  replayQuarantine(ids: readonly number[]): Promise<{ readonly recovered: number; readonly stillRefused: number }>
  purgeQuarantine(olderThanMs: EpochMs): Promise<number>
  deviceStatus(deviceId: string): Promise<DeviceStatus | undefined>
  counts(): Promise<StoreCounts>
  /** Copies a consistent snapshot to `path`. */
  backup(path: string): Promise<void>
  close(): Promise<void>
}

export type FrameKind = 'reading' | 'status' | 'refused'

/** One message as it came. */
export interface Frame {
  readonly deviceId: string
  readonly kind: FrameKind
  readonly codec: 'json'
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

/** Order of the digits in `Judgement.flags`. */
export const FLAG_TESTS = ['time', 'temperature', 'range', 'echo', 'gate'] as const
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
  readonly payload: Uint8Array
  /** Bytes the device sent; more than `payload` holds when it was cut. */
  readonly sizeBytes: number
  readonly firstAtMs: EpochMs
  readonly lastAtMs: EpochMs
  /** How often the very same bytes came. */
  readonly times: number
}

export interface DeviceStatus {
  readonly lastSeenAtMs: EpochMs
  readonly lastReadingAtMs: EpochMs | null
  readonly statusJson: string | null
}

export interface StoreCounts {
  readonly frames: number
  readonly readings: number
  readonly quarantined: number
}
