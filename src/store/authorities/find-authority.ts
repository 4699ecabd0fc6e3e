import type { Authority } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'
import { toAuthority } from './authority-row.ts'

/** The authority with this id. */
export async function findAuthority(db: Db | Trx, id: string): Promise<Authority | undefined> {
  const row = await db.selectFrom('authorities').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toAuthority(row)
}
