import type { EpochMs } from '../../domain/time.ts'
import type { ReplayPlan } from '../../replay/plan.ts'
import type { Trx } from '../database.ts'
import { newId } from '../ids.ts'

export interface NewReplay {
  readonly authorityId: string
  readonly actor: string
  readonly plan: ReplayPlan
  readonly nowMs: EpochMs
}

/** Puts a replay at the end of the queue. @returns its id. */
export async function insertReplay(trx: Trx, { authorityId, actor, plan, nowMs }: NewReplay): Promise<string> {
  const id = newId('rpl', nowMs)
  await trx
    .insertInto('replays')
    .values({
      id,
      authority_id: authorityId,
      state: 'queued',
      actor,
      plan_json: JSON.stringify(plan),
      created_at: nowMs,
      started_at: null,
      finished_at: null,
      share: 0,
      summary_json: null,
      result_gz: null,
      error_code: null,
      error_message: null,
    })
    .execute()
  return id
}
