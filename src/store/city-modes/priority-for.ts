import { DEFAULT_PRIORITY } from '../../domain/city-mode.ts'
import type { Db, Trx } from '../database.ts'
import { toCityMode } from './city-mode-row.ts'

/**
 * Priority of an order for a road class, 1 (first) to 9: the most urgent that a city-wide mode which is on gives it, or
 * DEFAULT_PRIORITY when none names the class.
 */
export async function priorityFor(db: Db | Trx, authorityId: string, roadClass: string): Promise<number> {
  const rows = await db
    .selectFrom('city_modes')
    .innerJoin('city_mode_states', 'city_modes.id', 'city_mode_states.mode_id')
    .selectAll('city_modes')
    .where('city_modes.authority_id', '=', authorityId)
    .where('city_mode_states.active', '=', 1)
    .execute()
  const given = rows.flatMap((row) => {
    const { priorities } = toCityMode(row)
    return Object.hasOwn(priorities, roadClass) ? [priorities[roadClass] ?? DEFAULT_PRIORITY] : []
  })
  return given.length === 0 ? DEFAULT_PRIORITY : Math.min(...given)
}
