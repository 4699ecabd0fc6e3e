import type { Silence } from '../../domain/silence.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { toSilence } from './silence-row.ts'

/** Silences and maintenance windows of an authority that stand at a moment, oldest first. */
export async function listStandingSilences(db: Db | Trx, authorityId: string, atMs: EpochMs): Promise<Silence[]> {
  const rows = await db
    .selectFrom('silences')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('from_at', '<=', atMs)
    .where('to_at', '>', atMs)
    .where((it) => it.or([it('ended_at', 'is', null), it('ended_at', '>', atMs)]))
    .orderBy('id')
    .execute()
  return rows.map(toSilence)
}
