import type { Db, Trx } from '../database.ts'
import { toUser, type User } from './user-row.ts'

export type { User } from './user-row.ts'

/** The person with this login name, as it is stored. */
export async function findUserByLogin(db: Db | Trx, login: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('login', '=', login).executeTakeFirst()
  return row === undefined ? undefined : toUser(row)
}
