import type { Db, Trx } from '../database.ts'

/** Ids of the city-wide modes of an authority that are on. */
export async function activeModes(db: Db | Trx, authorityId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('city_mode_states')
    .innerJoin('city_modes', 'city_modes.id', 'city_mode_states.mode_id')
    .select('city_modes.id')
    .where('city_modes.authority_id', '=', authorityId)
    .where('city_mode_states.active', '=', 1)
    .execute()
  return new Set(rows.map((it) => it.id))
}
