import { sql } from 'kysely'
import type { Db } from './database.ts'

/**
 * A number that changes whenever another process has changed the control database; this process's own changes leave it
 * as it is. Costs microseconds. Source: SQLite, PRAGMA data_version.
 */
export async function dataVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db)
  return rows[0]?.data_version ?? 0
}
