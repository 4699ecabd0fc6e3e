import type { Holiday } from '../../domain/roster.ts'
import type { Db, Trx } from '../database.ts'

/** An authority's holidays in order of date. */
export async function listHolidays(db: Db | Trx, authorityId: string): Promise<Holiday[]> {
  return db
    .selectFrom('holidays')
    .select(['date', 'name'])
    .where('authority_id', '=', authorityId)
    .orderBy('date')
    .execute()
}
