import type { Authority } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'
import { toAuthority } from './authority-row.ts'

/** All authorities in order of id. */
export async function listAuthorities(db: Db | Trx): Promise<Authority[]> {
  return (await db.selectFrom('authorities').selectAll().orderBy('id').execute()).map(toAuthority)
}
