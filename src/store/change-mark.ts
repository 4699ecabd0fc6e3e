import { sql } from 'kysely'
import type { Db } from './database.ts'

/**
 * A text that changes whenever the control database does, by this process or by another. Costs microseconds.
 * Source: SQLite, PRAGMA data_version and total_changes().
 */
export async function changeMark(db: Db): Promise<string> {
  const others = await sql<{ data_version: number }>`pragma data_version`.execute(db)
  const own = await sql<{ changes: number }>`select total_changes() as changes`.execute(db)
  return `${others.rows[0]?.data_version} ${own.rows[0]?.changes}`
}
