import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { CONTROL_FILE } from '../../store/database.ts'
import { MIGRATIONS } from '../../store/migrations/index.ts'
import { READINGS_FILE } from '../../store/readings/readings-file.ts'
import { appliedMigrations, checkDatabaseFile } from '../database-files.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const LOW_BYTES = 1_000_000_000
const CRITICAL_BYTES = 100_000_000

/** The data folder, its free space, and whether the databases in it are sound and of this version. */
export function checkStorage(dataDir: string): Finding[] {
  if (!existsSync(dataDir)) {
    return [fail('data folder', `${dataDir} does not exist`, 'Run `yukiban init`, or correct YUKIBAN_DATA_DIR.')]
  }
  return [checkWritable(dataDir), checkSpace(dataDir), ...checkControl(dataDir), checkReadings(dataDir)]
}

function checkWritable(dataDir: string): Finding {
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    return ok('data folder', `${dataDir} is writable`)
  } catch {
    return fail('data folder', `${dataDir} is not writable`, 'Give the user that runs Yukiban the folder.')
  }
}

function checkSpace(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  const detail = `${(free / 1e9).toFixed(1)} GB free`
  const remedy = 'Free space or move the folder: when the disk is full nothing is acknowledged and devices hold back.'
  if (free < CRITICAL_BYTES) return fail('free space', detail, remedy)
  return free < LOW_BYTES ? warn('free space', detail, remedy) : ok('free space', detail)
}

function checkControl(dataDir: string): Finding[] {
  const path = join(dataDir, CONTROL_FILE)
  if (!existsSync(path)) return [fail('control database', `${path} does not exist`, 'Run `yukiban init`.')]
  const found = checkDatabaseFile(path, 'quick_check')
  if (found !== 'ok') return [damaged('control database', path, found)]
  return [ok('control database', `${path} is sound`), checkSchema(path)]
}

function checkSchema(path: string): Finding {
  const applied = appliedMigrations(path)
  const known: readonly string[] = MIGRATIONS.map((it) => it.name)
  const newer = applied.filter((it) => !known.includes(it))
  const missing = known.filter((it) => !applied.includes(it))
  if (newer.length > 0) {
    const remedy = 'Run the newer version, or restore a backup made with this one.'
    return fail('schema', `written by a newer version: ${newer.join(', ')}`, remedy)
  }
  if (missing.length > 0) {
    const remedy = 'The next start brings it up to date; make a backup first.'
    return warn('schema', `lacks ${missing.join(', ')}`, remedy)
  }
  return ok('schema', `up to date (${applied.at(-1) ?? 'empty'})`)
}

function checkReadings(dataDir: string): Finding {
  const path = join(dataDir, READINGS_FILE)
  if (!existsSync(path)) return ok('readings database', 'none yet; the service creates it')
  const found = checkDatabaseFile(path, 'quick_check')
  return found === 'ok' ? ok('readings database', `${path} is sound`) : damaged('readings database', path, found)
}

function damaged(check: string, path: string, found: string): Finding {
  return fail(check, `${path}: ${found}`, 'Stop the service, keep the file aside, and restore the last backup.')
}
