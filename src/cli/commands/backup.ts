import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { sql } from 'kysely'
import { YukibanError } from '../../errors.ts'
import { CONTROL_FILE } from '../../store/database.ts'
import { READINGS_FILE } from '../../store/readings/readings-file.ts'
import type { Cli } from '../cli.ts'
import { checkDatabaseFile, DATABASE_FILES, syncToDisk } from '../database-files.ts'

/** `yukiban backup DIR`. */
export function addBackupCommand(program: Command, cli: Cli): void {
  program
    .command('backup')
    .description('copy the databases to an empty folder, while the service runs')
    .argument('<dir>')
    .action((dir: string) => backup(cli, dir))
}

async function backup(cli: Cli, dir: string): Promise<void> {
  requireEmpty(dir)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  try {
    await copyDatabases(cli, dir)
    for (const file of DATABASE_FILES) verify(join(dir, file))
  } catch (error) {
    // half a backup must not be taken for one
    for (const file of DATABASE_FILES) rmSync(join(dir, file), { force: true })
    throw error
  }
  for (const file of DATABASE_FILES) syncToDisk(join(dir, file))
  syncToDisk(dir)
  const files = DATABASE_FILES.map((name) => ({ name, bytes: statSync(join(dir, name)).size }))
  cli.print({ dir, files }, files.map((it) => `${join(dir, it.name)}  ${it.bytes} bytes, verified`).join('\n'))
}

/** Control data first: every device and order that it knows then has its readings in the later copy. */
async function copyDatabases(cli: Cli, dir: string): Promise<void> {
  await cli.withDatabase(async (db) => {
    await sql`vacuum into ${join(dir, CONTROL_FILE)}`.execute(db)
  })
  await cli.withReadings((store) => store.backup(join(dir, READINGS_FILE)))
  for (const file of DATABASE_FILES) chmodSync(join(dir, file), 0o600)
}

function requireEmpty(dir: string): void {
  if (!existsSync(dir)) return
  if (!statSync(dir).isDirectory() || readdirSync(dir).length > 0) {
    throw new YukibanError(
      'conflict',
      `${dir} is not an empty folder; a backup never overwrites anything, name another`,
    )
  }
}

function verify(path: string): void {
  const found = checkDatabaseFile(path, path.endsWith(CONTROL_FILE) ? 'integrity_check' : 'quick_check')
  if (found !== 'ok') throw new YukibanError('store-unavailable', `the copy ${path} is not sound: ${found}`)
}
