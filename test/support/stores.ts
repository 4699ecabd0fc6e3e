import { onTestFinished } from 'vitest'
import { type Db, openDatabase } from '../../src/store/database.ts'
import type { ReadingStore } from '../../src/store/readings/port.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { tempDir } from './temp-dir.ts'

/** Which device times are believed. */
export const READING_BOUNDS = { earliestMs: Date.parse('2001-01-01T00:00:00Z'), maxAheadMs: 600_000 }

/** A fresh control database, closed when the test ends. */
export async function testDatabase(): Promise<Db> {
  const db = await openDatabase(tempDir())
  onTestFinished(() => db.destroy())
  return db
}

/** A store of readings in `dataDir`, closed when the test ends. */
export async function testReadings(dataDir: string = tempDir()): Promise<ReadingStore> {
  const store = await openReadingStore({ dataDir, reading: READING_BOUNDS })
  onTestFinished(() => store.close())
  return store
}
