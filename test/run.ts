import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Runs Vitest with the arguments given, and once more for test files whose process V8 itself ended.
 *
 * Node 24 now and then loses track of a code page where many worker threads start and end, as in the tests of the store
 * ("Check failed: jit_page.has_value()", or a segmentation fault; related: github.com/nodejs/node/issues/64500). Such a
 * file has not failed, it was not finished: it is run again, visibly, and must then pass. A failed test is not run
 * again, but for journeys in a browser, once and visibly (vitest.config.ts).
 */

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
/** What Vitest says of a process that died, with the file it was at. */
const CRASH = /exited unexpectedly with signal SIG(?:SEGV|TRAP|ABRT|ILL|BUS)\b.*? while running test file (\S+)/g
const FAILED = /Tests .*\b\d+ failed/
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape character
const COLOUR = /\u001b\[[0-9;]*m/g
const RERUNS = 2

interface Run {
  readonly code: number
  readonly text: string
}

function vitest(args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [VITEST, 'run', ...args], {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
  })
  const chunks: Buffer[] = []
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      to.write(chunk)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString('utf8').replace(COLOUR, '') }),
    )
  })
}

/** The files to run again; none when anything failed for another reason. */
function crashed({ code, text }: Run): string[] {
  if (code === 0 || FAILED.test(text)) return []
  const files = [...text.matchAll(CRASH)].map((it) => it[1] ?? '')
  const errors = Number(/Errors\s+(\d+) error/.exec(text)?.[1] ?? Number.NaN)
  return files.length === errors ? [...new Set(files)] : []
}

/** Reports of the first run stay: they hold every test but those of the crashed file. */
function withoutReports(args: readonly string[]): string[] {
  return args.filter((it) => it.startsWith('--') && !it.startsWith('--outputFile') && !it.startsWith('--reporter'))
}

const args = process.argv.slice(2)
let run = await vitest(args)
for (let round = 0; round < RERUNS; round++) {
  const files = crashed(run)
  if (files.length === 0) break
  process.stdout.write(
    `\nThe process of these test files was ended by V8; they are run again:\n  ${files.join('\n  ')}\n`,
  )
  run = await vitest([...withoutReports(args), ...files])
}
process.exitCode = run.code
