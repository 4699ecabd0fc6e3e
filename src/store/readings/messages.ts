import type { EpochMs } from '../../domain/time.ts'
import type { Checkpoint, Frame, IndexedChange, Judgement, QuarantineQuery, ReadingQuery } from './port.ts'

/** What the store asks of its worker thread. */
export type ToWorker =
  | { readonly type: 'append'; readonly frames: readonly Frame[] }
  | { readonly type: 'settled' }
  | { readonly type: 'readings'; readonly query: ReadingQuery }
  | { readonly type: 'save-judgements'; readonly deviceId: string; readonly judgements: readonly Judgement[] }
  | { readonly type: 'save-checkpoint'; readonly deviceId: string; readonly checkpoint: Checkpoint }
  | { readonly type: 'checkpoint'; readonly deviceId: string }
  | { readonly type: 'quarantine'; readonly query: QuarantineQuery }
  | { readonly type: 'quarantine-item'; readonly id: number }
  | { readonly type: 'replay-quarantine'; readonly ids: readonly number[] }
  | { readonly type: 'purge-quarantine'; readonly olderThanMs: EpochMs }
  | { readonly type: 'device-status'; readonly deviceId: string }
  | { readonly type: 'counts' }
  | { readonly type: 'backup'; readonly path: string }
  | { readonly type: 'close' }

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }
  | { readonly type: 'indexed'; readonly frames: number; readonly changes: readonly IndexedChange[] }
  | { readonly type: 'index-failed'; readonly message: string }
