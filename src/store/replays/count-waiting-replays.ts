import type { Db, Trx } from '../database.ts'

/** How many replays are queued or running, of all authorities. */
export async function countWaitingReplays(db: Db | Trx): Promise<number> {
  const row = await db
    .selectFrom('replays')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
