import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Another offer joins: the call-out runs at least until that one's answer time. It is news, and therefore unread. */
export async function extendCallOut(trx: Trx, callOutId: string, respondByMs: EpochMs): Promise<void> {
  await trx
    .updateTable('call_outs')
    .set(({ eb, ref, val }) => ({
      respond_by_at: eb
        .case()
        .when('respond_by_at', '<', respondByMs)
        .then(val(respondByMs))
        .else(ref('respond_by_at'))
        .end(),
      read_at: null,
    }))
    .where('id', '=', callOutId)
    .execute()
}
