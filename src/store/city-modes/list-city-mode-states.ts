import type { Db, Trx } from '../database.ts'
import { type SavedCityModeState, toCityModeState } from './city-mode-row.ts'

/** How the modes of an authority stand, by id; those never judged nor declared are missing. */
export async function listCityModeStates(
  db: Db | Trx,
  authorityId: string,
): Promise<ReadonlyMap<string, SavedCityModeState>> {
  const rows = await db
    .selectFrom('city_mode_states')
    .innerJoin('city_modes', 'city_modes.id', 'city_mode_states.mode_id')
    .selectAll('city_mode_states')
    .where('city_modes.authority_id', '=', authorityId)
    .execute()
  return new Map(rows.map((row) => [row.mode_id, toCityModeState(row)]))
}
