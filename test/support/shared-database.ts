import { join } from 'node:path'
import { Kysely } from 'kysely'
import { onTestFinished } from 'vitest'
import { CONTROL_FILE, type Db, openDatabase } from '../../src/store/database.ts'
import { nodeSqliteDialect, openSqlite } from '../../src/store/sqlite-dialect.ts'
import type { Database } from '../../src/store/tables.ts'
import { tempDir } from './temp-dir.ts'

/**
 * Two connections to one fresh control database, closed when the test ends. Neither waits for the other inside SQLite,
 * which would stop the thread both run on: what finds the file locked must be tried again (`unlessBusy`).
 */
export async function twoConnections(): Promise<readonly [Db, Db]> {
  const dataDir = tempDir()
  await (await openDatabase(dataDir)).destroy()
  const open = (): Db => {
    const dialect = nodeSqliteDialect(() => openSqlite(join(dataDir, CONTROL_FILE), 0))
    const db = new Kysely<Database>({ dialect })
    onTestFinished(() => db.destroy())
    return db
  }
  return [open(), open()]
}

/** More turns than any transaction of a test takes. */
const TURNS = 100_000

/** Does `work` once the other connection leaves the file alone; `onBusy` hears of each time that it did not. */
export async function unlessBusy<T>(work: () => Promise<T>, onBusy: () => void = () => {}): Promise<T> {
  for (let turn = 0; turn < TURNS; turn++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Error && /database is locked/.test(error.message))) throw error
      onBusy()
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }
  throw new Error('the database stayed locked')
}
