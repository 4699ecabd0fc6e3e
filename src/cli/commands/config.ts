import type { Command } from 'commander'
import { OPTIONS } from '../../config.ts'
import type { Cli } from '../cli.ts'
import { table } from '../text.ts'

/** `yukiban config`: every setting, its default, and what it is now. */
export function addConfigCommand(program: Command, cli: Cli): void {
  program
    .command('config')
    .description('print every setting with its default and current value')
    .action(() => printConfig(cli))
}

function printConfig(cli: Cli): void {
  const options = OPTIONS.map((it) => ({
    name: it.name,
    kind: it.kind,
    default: it.default,
    value: currentValue(cli, it.name, it.kind, it.default),
    planned: 'planned' in it,
    help: it.help,
  }))
  const rows = options.map((it) => [it.name, it.kind, shown(it.default), shown(it.value), it.help])
  const outro = 'Each setting may also be given as a file that holds its value, in NAME_FILE.'
  const problems = table(['setting', 'kind', 'default', 'now', 'meaning'], rows, '')
  // the table helps to correct what readConfig refuses, so it comes first
  cli.print({ options }, `${problems}\n\n${outro}`)
  cli.config()
}

function currentValue(cli: Cli, name: string, kind: string, fallback: string): string {
  const { env } = cli.world
  const file = env[`${name}_FILE`]
  if (name === 'YUKIBAN_DATA_DIR' && cli.dataDirOption !== undefined) return cli.dataDirOption
  if (file !== undefined && file !== '') return `(from ${file})`
  const given = env[name]
  if (given === undefined || given === '') return fallback
  return kind === 'secret' ? '(hidden)' : given
}

function shown(value: string): string {
  return value === '' ? '-' : value
}
