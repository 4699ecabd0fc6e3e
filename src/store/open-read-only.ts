import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { YukibanError } from '../errors.ts'
import { CONTROL_FILE, type Db, openDatabase } from './database.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { nodeSqliteDialect } from './sqlite-dialect.ts'
import type { Database } from './tables.ts'

const BUSY_TIMEOUT_MS = 5000

/** A control database that cannot be written to through it. */
export interface ReadOnlyDatabase extends AsyncDisposable {
  readonly db: Db
}

/**
 * Opens the control database of a data folder, or of a backup, for reading alone; a service may be at work on it. One
 * of an older schema is read from a copy that is brought up to date and thrown away.
 * Throws `not-found` when there is none, `schema-newer` when a newer version wrote it.
 */
export async function openDatabaseReadOnly(dataDir: string): Promise<ReadOnlyDatabase> {
  const path = join(dataDir, CONTROL_FILE)
  if (!existsSync(path)) {
    throw new YukibanError('not-found', `there is no database in ${dataDir}; name a data folder or a backup`)
  }
  return isCurrent(path) ? openAsItIs(path) : openCopy(path)
}

/** Whether it has every migration; one with unknown ones is refused when its copy is opened. */
function isCurrent(path: string): boolean {
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    const applied = database.prepare('select name from migrations').all()
    const names = new Set(applied.map((row) => String(row.name)))
    return names.size === MIGRATIONS.length && MIGRATIONS.every((it) => names.has(it.name))
  } finally {
    database.close()
  }
}

function openAsItIs(path: string): ReadOnlyDatabase {
  const open = () => new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  const db = new Kysely<Database>({ dialect: nodeSqliteDialect(open) })
  return { db, [Symbol.asyncDispose]: () => db.destroy() }
}

async function openCopy(path: string): Promise<ReadOnlyDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-copy-'))
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
    try {
      database.prepare('vacuum into ?').run(join(dir, CONTROL_FILE))
    } finally {
      database.close()
    }
    const db = await openDatabase(dir)
    return {
      db,
      async [Symbol.asyncDispose]() {
        await db.destroy()
        rmSync(dir, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw error
  }
}
