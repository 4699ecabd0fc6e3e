import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Forgets sessions that have run out. */
export async function pruneSessions(trx: Trx, nowMs: EpochMs, idleMs: number): Promise<void> {
  await trx
    .deleteFrom('sessions')
    .where((it) => it.or([it('expires_at', '<=', nowMs), it('last_seen_at', '<=', nowMs - idleMs)]))
    .execute()
}
