import type { Holiday } from '../../domain/roster.ts'
import type { Trx } from '../database.ts'

/** Makes `holidays` all the holidays of an authority. */
export async function replaceHolidays(trx: Trx, authorityId: string, holidays: readonly Holiday[]): Promise<void> {
  await trx.deleteFrom('holidays').where('authority_id', '=', authorityId).execute()
  for (const { date, name } of holidays) {
    await trx.insertInto('holidays').values({ authority_id: authorityId, date, name }).execute()
  }
}
