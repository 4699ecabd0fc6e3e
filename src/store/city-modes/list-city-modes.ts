import type { Db, Trx } from '../database.ts'
import { type StoredCityMode, toCityMode } from './city-mode-row.ts'

/** City-wide modes in order of id, of one authority or of all. */
export async function listCityModes(
  db: Db | Trx,
  query: { readonly authorityId?: string } = {},
): Promise<StoredCityMode[]> {
  let select = db.selectFrom('city_modes').selectAll().orderBy('id')
  if (query.authorityId !== undefined) select = select.where('authority_id', '=', query.authorityId)
  return (await select.execute()).map(toCityMode)
}
