import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { YukibanError } from '../../errors.ts'
import { CONTROL_FILE } from '../../store/database.ts'
import { MIGRATIONS } from '../../store/migrations/index.ts'
import type { Cli } from '../cli.ts'
import { appliedMigrations, checkDatabaseFile, DATABASE_FILES, syncToDisk } from '../database-files.ts'

/** `yukiban restore DIR`. */
export function addRestoreCommand(program: Command, cli: Cli): void {
  program
    .command('restore')
    .description('bring a backup back into an empty data folder; the service must not be running')
    .argument('<dir>', 'folder that `yukiban backup` wrote')
    .action((dir: string) => restore(cli, dir))
}

function restore(cli: Cli, dir: string): void {
  const { dataDir } = cli.config()
  requireSound(dir)
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new YukibanError('conflict', `${dataDir} is not empty; move it away first, a restore never overwrites data`)
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    for (const file of DATABASE_FILES) copyIn(join(dir, file), join(dataDir, file))
  } catch (cause) {
    for (const file of DATABASE_FILES) rmSync(join(dataDir, file), { force: true })
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('store-unavailable', `cannot write ${dataDir}: ${why}`, { cause })
  }
  syncToDisk(dataDir)
  cli.print({ dataDir, files: DATABASE_FILES }, `restored ${DATABASE_FILES.join(' and ')} into ${dataDir}`)
}

function copyIn(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL)
  chmodSync(to, 0o600)
  syncToDisk(to)
}

function requireSound(dir: string): void {
  for (const file of DATABASE_FILES) {
    const path = join(dir, file)
    if (!existsSync(path)) throw new YukibanError('not-found', `${dir} is no backup: ${file} is missing`)
    const found = checkDatabaseFile(path, 'integrity_check')
    if (found !== 'ok') throw new YukibanError('store-unavailable', `${path} is damaged: ${found}; use an older backup`)
  }
  const known = new Set(MIGRATIONS.map((it) => it.name))
  const newer = appliedMigrations(join(dir, CONTROL_FILE)).filter((it) => !known.has(it))
  if (newer.length > 0) {
    throw new YukibanError('schema-newer', `the backup has migrations this version does not know: ${newer.join(', ')}`)
  }
}
