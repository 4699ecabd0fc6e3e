import type { Db, Trx } from '../database.ts'

/** How far the reader called `name` has come; 0 when it never began. */
export async function findCursor(db: Db | Trx, name: string): Promise<number> {
  const row = await db.selectFrom('cursors').select('position').where('name', '=', name).executeTakeFirst()
  return row?.position ?? 0
}
