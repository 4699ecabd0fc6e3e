import type { Db, Trx } from '../database.ts'
import { type ContractorListing, toListing } from './contractor-row.ts'

/** The contractor with this id, without its secret. */
export async function findContractor(db: Db | Trx, id: string): Promise<ContractorListing | undefined> {
  const row = await db.selectFrom('contractors').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toListing(row)
}
