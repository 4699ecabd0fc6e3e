import type { Db, Trx } from '../database.ts'
import { REPLAY_COLUMNS, type StoredReplay, toReplay } from './replay-row.ts'

/** The replay with this id, without its result. */
export async function findReplay(db: Db | Trx, id: string): Promise<StoredReplay | undefined> {
  const row = await db.selectFrom('replays').select(REPLAY_COLUMNS).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toReplay(row)
}
