import type { Db, Trx } from '../database.ts'
import { type StoredSilence, toSilence } from './silence-row.ts'

/** The silence with this id. */
export async function findSilence(db: Db | Trx, id: string): Promise<StoredSilence | undefined> {
  const row = await db.selectFrom('silences').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toSilence(row)
}
