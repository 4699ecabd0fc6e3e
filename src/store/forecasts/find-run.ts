import type { Db } from '../database.ts'
import { type ArchivedRun, runFromRow } from './run-row.ts'

/** A forecast run as it was received; undefined when it is not, or no longer, in the archive. */
export async function findRun(db: Db, id: string): Promise<ArchivedRun | undefined> {
  const row = await db.selectFrom('forecast_runs').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : runFromRow(row)
}
