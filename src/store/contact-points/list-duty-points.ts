import type { Db, Trx } from '../database.ts'
import { type ContactPoint, contactPointFromRow } from './contact-point.ts'

/** The contact points in use of an authority's officers. */
export async function listDutyPoints(db: Db | Trx, authorityId: string): Promise<ContactPoint[]> {
  const rows = await db
    .selectFrom('contact_points')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('contractor_id', 'is', null)
    .where('active', '=', 1)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(contactPointFromRow)
}
