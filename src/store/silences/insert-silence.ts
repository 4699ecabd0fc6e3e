import type { Silence } from '../../domain/silence.ts'
import type { Trx } from '../database.ts'
import { newId } from '../ids.ts'

/** Sets a silence or a maintenance window, which nobody has ended. @returns it with its id. */
export async function insertSilence(trx: Trx, silence: Omit<Silence, 'id' | 'endedAtMs'>): Promise<Silence> {
  const { target, createdAtMs } = silence
  const id = newId('sil', createdAtMs)
  await trx
    .insertInto('silences')
    .values({
      id,
      authority_id: silence.authorityId,
      target_kind: target.kind,
      scope_json: target.kind === 'scope' ? JSON.stringify(target.scope) : null,
      device_id: target.kind === 'device' ? target.device : null,
      from_at: silence.fromMs,
      to_at: silence.toMs,
      reason: silence.reason,
      created_by: silence.createdBy,
      created_at: createdAtMs,
      ended_at: null,
      ended_by: null,
      ended_reason: null,
    })
    .execute()
  return { ...silence, id, endedAtMs: null }
}
