import type { Db, Trx } from '../database.ts'
import { type ContactPoint, contactPointFromRow } from './contact-point.ts'

/** The contact point with this id. */
export async function findContactPoint(db: Db | Trx, id: string): Promise<ContactPoint | undefined> {
  const row = await db.selectFrom('contact_points').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : contactPointFromRow(row)
}
