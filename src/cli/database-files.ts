import { closeSync, fsyncSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CONTROL_FILE } from '../store/database.ts'
import { READINGS_FILE } from '../store/readings/readings-file.ts'

/** The embedded databases of a data folder, which are also the files of a backup. */
export const DATABASE_FILES = [CONTROL_FILE, READINGS_FILE] as const

/**
 * What SQLite finds wrong with a database file, 'ok' for nothing. Reads only.
 * @param depth `quick_check` skips what takes long on large files: whether indexes agree with their tables.
 */
export function checkDatabaseFile(path: string, depth: 'quick_check' | 'integrity_check'): string {
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      const rows = database.prepare(`pragma ${depth}(3)`).all()
      return rows.map((row) => Object.values(row).join(' ')).join('; ')
    } finally {
      database.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Names of the migrations a control database has seen. */
export function appliedMigrations(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return database
      .prepare('select name from migrations order by name')
      .all()
      .map((row) => String(row.name))
  } finally {
    database.close()
  }
}

/** Brings a file, or a folder's list of files, to the disk. */
export function syncToDisk(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
