import type { Db, Trx } from '../database.ts'
import { type StoredCityMode, toCityMode } from './city-mode-row.ts'

/** The city-wide mode with this id. */
export async function findCityMode(db: Db | Trx, id: string): Promise<StoredCityMode | undefined> {
  const row = await db.selectFrom('city_modes').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toCityMode(row)
}
