import type { Db, Trx } from '../database.ts'

/** What came of a replay: its summary as JSON, and all of it as gzipped JSON. Undefined: nothing yet. */
export async function findReplayResult(
  db: Db | Trx,
  id: string,
): Promise<{ readonly summaryJson: string; readonly resultGz: Uint8Array } | undefined> {
  const row = await db
    .selectFrom('replays')
    .select(['summary_json', 'result_gz'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined || row.summary_json === null || row.result_gz === null) return undefined
  return { summaryJson: row.summary_json, resultGz: row.result_gz }
}
