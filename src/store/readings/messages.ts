import type { EpochMs } from '../../domain/time.ts'
import type { LogBatch } from './log-batch.ts'
import type {
  Checkpoint,
  DeviceStatusQuery,
  IndexedChange,
  Judgement,
  LatestReading,
  QuarantineQuery,
  QuarantineSenders,
  ReadingQuery,
  RetentionLimits,
  RollupQuery,
  SeriesQuery,
  StatusMessageQuery,
} from './port.ts'
import type { SpoolRequest } from './spool-messages.ts'

/** What the reader thread is asked: nothing that changes anything. */
export type ReadRequest =
  | { readonly type: 'readings'; readonly query: ReadingQuery }
  | { readonly type: 'series'; readonly query: SeriesQuery }
  | { readonly type: 'rollups'; readonly query: RollupQuery }
  | { readonly type: 'checkpoint'; readonly deviceId: string }
  | { readonly type: 'quarantine'; readonly query: QuarantineQuery }
  | { readonly type: 'quarantine-item'; readonly id: number }
  | { readonly type: 'quarantined-since'; readonly sinceMs: EpochMs }
  | { readonly type: 'device-status'; readonly deviceId: string }
  | { readonly type: 'device-statuses'; readonly query: DeviceStatusQuery }
  | { readonly type: 'status-messages'; readonly query: StatusMessageQuery }
  | { readonly type: 'counts' }

/** What the writer thread is asked. All but `append` and `close` are answered once all appended before is indexed. */
export type WriteRequest =
  | { readonly type: 'append'; readonly batch: LogBatch }
  | { readonly type: 'settled' }
  | { readonly type: 'latest' }
  | { readonly type: 'save-judgements'; readonly deviceId: string; readonly judgements: readonly Judgement[] }
  | { readonly type: 'save-checkpoint'; readonly deviceId: string; readonly checkpoint: Checkpoint }
  | { readonly type: 'replay-quarantine'; readonly ids: readonly number[]; readonly senders: QuarantineSenders }
  | { readonly type: 'purge-quarantine'; readonly olderThanMs: EpochMs }
  | { readonly type: 'housekeep'; readonly limits: RetentionLimits }
  | { readonly type: 'spool'; readonly request: SpoolRequest }
  | { readonly type: 'backup'; readonly path: string }

export type Request = ReadRequest | WriteRequest | { readonly type: 'close' }

/** Where the log and its index stand; positions of frames. */
export interface Positions {
  readonly appendedTo: number
  readonly indexedTo: number
}

/** Sent by a thread unasked or in answer. Only the writer sends `indexed` and `index-failed`. */
export type FromThread =
  | ({ readonly type: 'ready' } & Positions)
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }
  | {
      readonly type: 'indexed'
      readonly indexedTo: number
      readonly changes: readonly IndexedChange[]
      /** Empty unless the latest readings were asked for once. */
      readonly newest: readonly LatestReading[]
    }
  | { readonly type: 'index-failed'; readonly message: string }
