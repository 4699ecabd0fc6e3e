import type { Db, Trx } from '../database.ts'

/** Id of the newest line of the journal; 0 when it is empty. */
export async function lastEventId(db: Db | Trx): Promise<number> {
  const row = await db.selectFrom('events').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}
