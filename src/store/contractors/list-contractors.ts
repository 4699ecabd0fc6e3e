import type { Contractor } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'
import { toContractor } from './contractor-row.ts'

/** A contractor as lists show it: with whether its endpoint takes deliveries, never with the secret. */
export interface ContractorListing extends Contractor {
  /** When the endpoint was switched off (it answered 410 Gone); null: it is in use. */
  readonly webhookDisabledAtMs: number | null
}

/** Contractors in order of id. */
export async function listContractors(
  db: Db | Trx,
  query: { readonly authorityId?: string } = {},
): Promise<ContractorListing[]> {
  let select = db.selectFrom('contractors').selectAll().orderBy('id')
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  const rows = await select.execute()
  return rows.map((row) => ({ ...toContractor(row), webhookDisabledAtMs: row.webhook_disabled_at }))
}
