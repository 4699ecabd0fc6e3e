import type { EpochMs } from '../../domain/time.ts'
import type { SlottedReading } from './influx/line-protocol.ts'
import type { ReadingQuery, ReadingStore, StoredReading } from './port.ts'

/** Readings to forward next; delivered when everything up to and including `toSeq` was. */
export interface SpoolBatch {
  readonly toSeq: number
  readonly items: readonly SlottedReading[]
}

export interface DeadLetter {
  readonly deviceId: string
  readonly atMs: EpochMs
  readonly identity: string
  readonly reason: string
  readonly diedAtMs: EpochMs
}

export interface SpoolStatus {
  /** New or newly judged readings in the outbox. */
  readonly waiting: number
  /** False while readings older than the forwarding are still being put into the outbox. */
  readonly backfilled: boolean
  readonly deadLetters: number
  /** Readings that were delivered and then deleted here. */
  readonly goneReadings: number
}

/** Which readings of the spool are meant: all of them, or those that the other database may lack. */
export type SpoolScope = 'all' | 'not-forwarded'

/** What is asked of the spool, in the worker that owns the file; SpoolAnswer says what comes back. */
export type SpoolRequest =
  | { readonly op: 'enable' }
  | { readonly op: 'disable' }
  | { readonly op: 'next'; readonly limit: number }
  | { readonly op: 'delivered'; readonly toSeq: number; readonly dead: readonly DeadLetter[] }
  | { readonly op: 'readings'; readonly query: ReadingQuery; readonly scope: SpoolScope }
  /** Whether delivered readings of the range's days were deleted here. */
  | { readonly op: 'lacks'; readonly query: ReadingQuery }
  | { readonly op: 'status' }
  | { readonly op: 'dead-letters'; readonly limit: number }

export interface SpoolAnswer {
  readonly enable: undefined
  readonly disable: undefined
  readonly next: SpoolBatch | undefined
  readonly delivered: undefined
  readonly readings: StoredReading[]
  readonly lacks: boolean
  readonly status: SpoolStatus
  readonly 'dead-letters': DeadLetter[]
}

/** The embedded store, whose file can be the spool of another database. */
export interface SpoolingReadingStore extends ReadingStore {
  /** Answered once everything appended before is indexed. */
  spool<R extends SpoolRequest>(request: R): Promise<SpoolAnswer[R['op']]>
}
