import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Forgets what is older than `beforeMs`, and all but the newest `keep`. */
export async function pruneFailures(trx: Trx, beforeMs: EpochMs, keep: number): Promise<void> {
  await trx.deleteFrom('sign_in_failures').where('last_at', '<', beforeMs).execute()
  const newest = trx.selectFrom('sign_in_failures').select('subject_sha256').orderBy('last_at', 'desc').limit(keep)
  const { count } = await trx
    .selectFrom('sign_in_failures')
    .select((it) => it.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count > keep) await trx.deleteFrom('sign_in_failures').where('subject_sha256', 'not in', newest).execute()
}
