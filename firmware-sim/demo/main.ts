import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { YukibanError } from '../../src/errors.ts'
import { InputError } from '../input-error.ts'
import { type DemoOptions, parseOptions } from './options.ts'
import { playDemo } from './play.ts'
import type { Screen } from './text.ts'

/** Exit codes: 0 all is well (or ended by Ctrl-C while watching), 1 something was lost or failed, 2 usage. */
async function main(): Promise<number> {
  const { env, argv, stdout } = process
  const language = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  const parsed = parseOptions(argv.slice(2), language, (text) => stdout.write(text))
  if (parsed.kind === 'help') return 0
  const dataDir = dataFolder(parsed.options)
  return playDemo(parsed.options, { dataDir, screen: terminal(), interrupted: interruption(parsed.options) })
}

/** The folder to keep, or a temporary one that goes when the process does, however it ends. */
function dataFolder({ keep }: DemoOptions): string {
  if (keep !== undefined) {
    mkdirSync(keep, { recursive: true, mode: 0o700 })
    return keep
  }
  const folder = mkdtempSync(join(tmpdir(), 'yukiban-demo-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Columns where standard output is no terminal. */
const PLAIN_COLUMNS = 100

function terminal(): Screen {
  const { stdout } = process
  return {
    columns: () => stdout.columns ?? PLAIN_COLUMNS,
    colour: stdout.isTTY === true && stdout.hasColors(),
    print: (line) => stdout.write(`${line}\n`),
  }
}

/** A goodbye that takes longer is cut short, ms; what was acknowledged is on disk whatever happens. */
const GOODBYE_MS = 1800

/**
 * Aborts at the first Ctrl-C, or when nobody reads the account any more. Further signals change nothing: npm passes on
 * the one that the terminal has sent already.
 */
function interruption({ once }: DemoOptions): AbortSignal {
  const interrupt = new AbortController()
  const stop = () => {
    if (interrupt.signal.aborted) return
    interrupt.abort()
    setTimeout(() => process.exit(once ? 1 : 0), GOODBYE_MS).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.stdout.on('error', stop)
  return interrupt.signal
}

try {
  process.exitCode = await main()
} catch (error) {
  if (error instanceof InputError) {
    console.error(error.message)
    process.exitCode = 2
  } else {
    console.error(error instanceof YukibanError ? `${error.message}\n${error.kind.remedy}` : error)
    process.exitCode = 1
  }
}
