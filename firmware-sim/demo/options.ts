import { existsSync, readdirSync, statSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Language } from '../../src/criteria/reason-text.ts'
import { inputError } from '../input-error.ts'

export interface DemoOptions {
  /** As fast as the work allows, one JSON object at the end. */
  readonly once: boolean
  /** Simulated seconds per real second; Infinity with `once`. */
  readonly speed: number
  readonly language: Language
  /** With `once`: tell what happens all the same. */
  readonly verbose: boolean
  /** Folder that keeps the data; undefined: a temporary one. */
  readonly keep: string | undefined
}

export type Parsed = { readonly kind: 'run'; readonly options: DemoOptions } | { readonly kind: 'help' }

/** 14 hours in three minutes. */
export const DEFAULT_SPEED = 280
const MAX_SPEED = 100_000

/**
 * Reads the command line. Throws InputError naming the option, its value and the remedy.
 * @param args without node and script.
 * @param systemLanguage the user's, as in LANG.
 * @param write where help goes.
 */
export function parseOptions(args: readonly string[], systemLanguage: string, write: (text: string) => void): Parsed {
  const command = createCommand(write)
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return { kind: 'help' }
    throw inputError('command line', undefined, `${error.message.replace(/^error: /, '')} (--help lists the options)`)
  }
  const given = command.opts<{ once?: true; verbose?: true; speed?: number; lang?: Language; keep?: string }>()
  if (given.once && given.speed !== undefined) {
    throw inputError('--speed', String(given.speed), 'does not go with --once, which is as fast as it can be')
  }
  if (given.keep !== undefined) refuseUsedFolder(given.keep)
  return {
    kind: 'run',
    options: {
      once: given.once === true,
      speed: given.once === true ? Number.POSITIVE_INFINITY : (given.speed ?? DEFAULT_SPEED),
      language: given.lang ?? (systemLanguage.startsWith('ja') ? 'ja' : 'en'),
      verbose: given.verbose === true,
      keep: given.keep,
    },
  }
}

function createCommand(write: (text: string) => void): Command {
  return new Command('demo')
    .description(
      'A storm night in a fictional town: the real service, 24 simulated sensors, 3 contractors, an officer.',
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .option('--once', 'the night as fast as it can be, then one JSON object as last line; exit 0 if nothing was lost')
    .option('--verbose', 'with --once: tell what happens all the same')
    .option('--speed <n>', `simulated seconds per second (default ${DEFAULT_SPEED}: the night in 3 minutes)`, speed)
    .addOption(
      new Option('--lang <language>', 'language of the account (default: LANG’s, else en)').choices(['ja', 'en']),
    )
    .option('--keep <dir>', 'keep the data in this folder, which must be empty or not exist')
}

function speed(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= MAX_SPEED)) throw new InvalidArgumentError(`It must be a number from 0 to ${MAX_SPEED}.`)
  return value
}

/** The demo's time is in the past and its district is new: neither goes with data that are there already. */
function refuseUsedFolder(path: string): void {
  if (!existsSync(path)) return
  if (statSync(path).isDirectory() && readdirSync(path).length === 0) return
  throw inputError('--keep', path, 'must be an empty folder, or one that does not exist yet')
}
