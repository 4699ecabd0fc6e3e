import type { Db, Trx } from '../database.ts'
import { type SavedCityModeState, toCityModeState } from './city-mode-row.ts'

/** How a mode stands; undefined: it was never judged nor declared, and so is off. */
export async function findCityModeState(db: Db | Trx, modeId: string): Promise<SavedCityModeState | undefined> {
  const row = await db.selectFrom('city_mode_states').selectAll().where('mode_id', '=', modeId).executeTakeFirst()
  return row === undefined ? undefined : toCityModeState(row)
}
