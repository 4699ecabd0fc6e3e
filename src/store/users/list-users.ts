import type { Db, Trx } from '../database.ts'
import { toUser, type User } from './user-row.ts'

/** People in order of id, the disabled ones too: who had access is part of the record. */
export async function listUsers(
  db: Db | Trx,
  query: { readonly authorityId?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<User[]> {
  let select = db.selectFrom('users').selectAll().orderBy('id').limit(query.limit)
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  if (query.after !== undefined) select = select.where('id', '>', query.after)
  return (await select.execute()).map(toUser)
}
