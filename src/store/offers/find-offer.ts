import type { Offer } from '../../domain/order.ts'
import type { Db, Trx } from '../database.ts'
import { offerFromRow } from './offer-row.ts'

export async function findOffer(db: Db | Trx, id: string): Promise<Offer | undefined> {
  const row = await db.selectFrom('offers').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : offerFromRow(row)
}
