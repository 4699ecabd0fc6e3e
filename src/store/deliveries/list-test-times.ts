import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Whom a test message goes to: a firm, or with null the officers on duty. */
export interface TestRecipient {
  readonly authorityId: string
  readonly contractorId: string | null
}

/** When test messages to a recipient were asked for after `sinceMs`, the oldest first. */
export async function listTestTimes(
  trx: Trx,
  { authorityId, contractorId }: TestRecipient,
  sinceMs: EpochMs,
): Promise<EpochMs[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .select('created_at')
    .where('authority_id', '=', authorityId)
    .where('contractor_id', contractorId === null ? 'is' : '=', contractorId)
    .where('type', '=', 'ping')
    .where('created_at', '>', sinceMs)
    .orderBy('created_at')
    .execute()
  return rows.map((it) => it.created_at)
}
