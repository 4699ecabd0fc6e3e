import type { EpochMs } from '../../domain/time.ts'
import type { ReplayPlan } from '../../replay/plan.ts'
import type { ReplayRow } from '../tables.ts'

export const REPLAY_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type ReplayState = (typeof REPLAY_STATES)[number]

/** A replay that was asked for, without its result. */
export interface StoredReplay {
  readonly id: string
  readonly authorityId: string
  readonly state: ReplayState
  readonly actor: string
  readonly plan: ReplayPlan
  readonly createdAtMs: EpochMs
  readonly startedAtMs: EpochMs | null
  readonly finishedAtMs: EpochMs | null
  /** 0 … 1. */
  readonly share: number
  readonly error: { readonly code: string; readonly message: string } | null
}

/** Every column but those of the result, which may be large. */
export const REPLAY_COLUMNS = [
  'id',
  'authority_id',
  'state',
  'actor',
  'plan_json',
  'created_at',
  'started_at',
  'finished_at',
  'share',
  'error_code',
  'error_message',
] as const satisfies readonly (keyof ReplayRow)[]

/** A row as a replay, without its result. */
export function toReplay(row: Pick<ReplayRow, (typeof REPLAY_COLUMNS)[number]>): StoredReplay {
  return {
    id: row.id,
    authorityId: row.authority_id,
    state: row.state as ReplayState,
    actor: row.actor,
    plan: JSON.parse(row.plan_json) as ReplayPlan,
    createdAtMs: row.created_at,
    startedAtMs: row.started_at,
    finishedAtMs: row.finished_at,
    share: row.share,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  }
}
