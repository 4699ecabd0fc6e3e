import type { LocalDate } from '../../domain/calendar.ts'
import type { Db, Trx } from '../database.ts'

/** Those of `dates` that are holidays of an authority. */
export async function whichAreHolidays(
  db: Db | Trx,
  authorityId: string,
  dates: readonly LocalDate[],
): Promise<ReadonlySet<LocalDate>> {
  const rows = await db
    .selectFrom('holidays')
    .select('date')
    .where('authority_id', '=', authorityId)
    .where('date', 'in', [...dates])
    .execute()
  return new Set(rows.map((it) => it.date))
}
