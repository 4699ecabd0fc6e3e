import type { Db, Trx } from '../database.ts'
import { type ContractorListing, toListing } from './contractor-row.ts'

/** Contractors in order of id. */
export async function listContractors(
  db: Db | Trx,
  query: { readonly authorityId?: string } = {},
): Promise<ContractorListing[]> {
  let select = db.selectFrom('contractors').selectAll().orderBy('id')
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  const rows = await select.execute()
  return rows.map(toListing)
}
