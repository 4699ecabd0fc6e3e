import type { Db, Trx } from '../database.ts'
import { type ContactPoint, contactPointFromRow } from './contact-point.ts'

export interface ContactPointFilter {
  readonly authorityId: string
  readonly contractorId?: string | undefined
  /** Only those after this id. */
  readonly after?: string | undefined
  readonly limit: number
}

/** An authority's contact points in order of id. */
export async function listContactPoints(db: Db | Trx, filter: ContactPointFilter): Promise<ContactPoint[]> {
  let query = db
    .selectFrom('contact_points')
    .selectAll()
    .where('authority_id', '=', filter.authorityId)
    .orderBy('id')
    .limit(filter.limit)
  if (filter.contractorId !== undefined) query = query.where('contractor_id', '=', filter.contractorId)
  if (filter.after !== undefined) query = query.where('id', '>', filter.after)
  return (await query.execute()).map(contactPointFromRow)
}
