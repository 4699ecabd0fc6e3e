import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, sql, type Transaction } from 'kysely'
import { YukibanError } from '../errors.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { nodeSqliteDialect, openSqlite } from './sqlite-dialect.ts'
import type { Database } from './tables.ts'

export type Db = Kysely<Database>
export type Trx = Transaction<Database>

export const CONTROL_FILE = 'control.db'

/**
 * Opens (creating if needed) the control database in `dataDir` and brings it to this version's schema.
 * Throws `schema-newer` when a newer version wrote it, `store-unavailable` when the folder cannot be used.
 */
export async function openDatabase(dataDir: string): Promise<Db> {
  const path = join(dataDir, CONTROL_FILE)
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    openSqlite(path).close()
    chmodSync(path, 0o600)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('store-unavailable', `cannot open ${path}: ${why}`, { cause })
  }
  const db = new Kysely<Database>({ dialect: nodeSqliteDialect(() => openSqlite(path)) })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

async function migrate(db: Db): Promise<void> {
  await sql`create table if not exists migrations (name text primary key, applied_at text not null)`.execute(db)
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ name: string }>`select name from migrations`.execute(trx)
    const applied = new Set(rows.map((it) => it.name))
    const known = new Set(MIGRATIONS.map((it) => it.name))
    const unknown = [...applied].filter((name) => !known.has(name))
    if (unknown.length > 0) {
      throw new YukibanError(
        'schema-newer',
        `the database has migrations this version does not know: ${unknown.join(', ')}`,
      )
    }
    for (const migration of MIGRATIONS) {
      if (applied.has(migration.name)) continue
      await migration.up(trx as unknown as Kysely<unknown>)
      await sql`insert into migrations (name, applied_at) values (${migration.name}, datetime('now'))`.execute(trx)
    }
  })
}
