import type { CallOut } from '../../domain/order.ts'
import type { Trx } from '../database.ts'

/** Adds a call-out, to which offers may then belong. */
export async function insertCallOut(trx: Trx, callOut: CallOut): Promise<void> {
  await trx
    .insertInto('call_outs')
    .values({
      id: callOut.id,
      authority_id: callOut.authorityId,
      contractor_id: callOut.contractorId,
      level: callOut.level,
      created_at: callOut.createdAtMs,
      respond_by_at: callOut.respondByMs,
      read_at: callOut.readAtMs,
      answered_at: callOut.answeredAtMs,
    })
    .execute()
}
