import type { Db, Trx } from '../database.ts'
import { toUser, type User } from './user-row.ts'

/** The person with this id. */
export async function findUser(db: Db | Trx, id: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toUser(row)
}
