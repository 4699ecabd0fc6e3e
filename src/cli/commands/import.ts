import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { checkWebhookUrl } from '../../deliver/address-guard.ts'
import type { DistrictDiff } from '../../district/diff.ts'
import { type ImportOptions, importDistrict, previewImport } from '../../district/import-district.ts'
import type { RawDistrict } from '../../district/raw-district.ts'
import { readDistrictFile } from '../../district/read-file.ts'
import { YukibanError } from '../../errors.ts'
import { listAuthorities } from '../../store/authorities/list-authorities.ts'
import type { Db } from '../../store/database.ts'
import { type Cli, chooseAuthority } from '../cli.ts'
import { openCredentialsFile } from '../credentials-file.ts'
import { table } from '../text.ts'
import { UsageError } from '../usage-error.ts'

interface Options {
  readonly dryRun?: true
  readonly credentials?: string
  readonly authority?: string
}

/** `yukiban import FILE`: districts, routes, devices, contractors. */
export function addImportCommand(program: Command, cli: Cli): void {
  program
    .command('import')
    .description('import a district file (JSON, YAML), routes (GeoJSON), or devices or contractors (CSV)')
    .argument('<file>')
    .option('--dry-run', 'show what would change and change nothing')
    .option('--credentials <out>', 'issue missing device tokens and write them, with new webhook secrets, to this file')
    .option('--authority <id>', 'owner of what a file without authority holds')
    .action((file: string, options: Options) => runImport(cli, file, options))
}

async function runImport(cli: Cli, file: string, options: Options): Promise<void> {
  if (options.dryRun === true && options.credentials !== undefined) {
    throw new UsageError('a dry run makes no credentials; leave out --credentials or --dry-run')
  }
  const raw = readDistrictFile(readBytes(file), basename(file))
  const dryRun = options.dryRun === true
  const work = async (db: Db) => {
    const settings = await importOptions(cli, db, raw, options)
    const diff = dryRun
      ? await previewImport(db, raw, settings)
      : await importAndKeep(cli, db, raw, settings, options.credentials)
    printDiff(cli, diff, dryRun)
  }
  await cli.withDatabase(work, dryRun ? 'scratch' : 'create')
}

async function importOptions(cli: Cli, db: Db, raw: RawDistrict, options: Options): Promise<ImportOptions> {
  const { timeZone, webhook } = cli.config()
  const own = typeof raw.input === 'object' && raw.input !== null && 'authority' in raw.input
  if (own && options.authority !== undefined) {
    throw new UsageError('the file names its authority itself; leave out --authority')
  }
  const none = (await listAuthorities(db)).length === 0
  const authority =
    own || (none && options.authority === undefined) ? undefined : await chooseAuthority(db, options.authority)
  return {
    ...(authority === undefined ? {} : { authority }),
    timeZone,
    checkWebhookUrl: (url) => checkWebhookUrl(url, webhook.allow),
    nowMs: cli.nowMs,
  }
}

async function importAndKeep(
  cli: Cli,
  db: Db,
  raw: RawDistrict,
  settings: ImportOptions,
  out: string | undefined,
): Promise<DistrictDiff> {
  if (out === undefined) {
    const diff = await importDistrict(db, raw, settings)
    if (diff.rows.some((it) => it.change === 'created' && (it.section === 'devices' || it.section === 'contractors'))) {
      cli.note('no credentials were made: see `yukiban device rotate` and `yukiban contractor secret`')
    }
    return diff
  }
  using target = openCredentialsFile(out)
  const diff = await importDistrict(db, raw, settings, (credentials) => target.write(credentials))
  target.keep()
  cli.note(`credentials are in ${out}; hand them out and delete the file`)
  return diff
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('not-found', `cannot read ${file}: ${why}`, { cause })
  }
}

function printDiff(cli: Cli, diff: DistrictDiff, dryRun: boolean): void {
  const count = (change: string) => diff.rows.filter((it) => it.change === change).length
  const counts = { created: count('created'), changed: count('changed'), unchanged: count('unchanged') }
  const rows = diff.rows.filter((it) => it.change !== 'unchanged')
  const { roster, holidays } = diff
  const lines = [
    `${dryRun ? 'would be' : 'rows'}: ${counts.created} created, ${counts.changed} changed, ${counts.unchanged} unchanged`,
  ]
  if (rows.length > 0) {
    const cells = rows.map((it) => [it.change, it.section, it.id, it.fields.join(', ')])
    lines.unshift(table(['change', 'section', 'id', 'fields'], cells, ''))
  }
  if (roster !== null) {
    lines.push(`roster: ${roster.added} added, ${roster.removed} removed, ${roster.unchanged} unchanged`)
  }
  if (holidays !== null) {
    lines.push(`holidays: ${holidays.added} added, ${holidays.removed} removed, ${holidays.unchanged} unchanged`)
  }
  cli.print({ dryRun, counts, rows, roster, holidays }, lines.join('\n'))
}
