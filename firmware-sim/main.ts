import { parseOptions } from './cli/options.ts'
import { run } from './cli/run.ts'
import { InputError } from './input-error.ts'

/** Exit codes: 0 everything was acknowledged, 1 something was not, 2 usage. */
async function main(): Promise<number> {
  const parsed = parseOptions(process.argv.slice(2), (text) => process.stdout.write(text))
  if (parsed.kind === 'help') return 0
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort())
  const screen = { isTty: process.stderr.isTTY === true, write: (text: string) => process.stderr.write(text) }
  const result = await run(parsed.options, screen, interrupt.signal)
  const { sent, acked, buffered, dropped, reconnects, refused } = result
  const summary = `sent ${sent}, acknowledged ${acked}, still buffered ${buffered}, lost ${dropped}, reconnects ${reconnects}, refused ${refused}`
  console.log(parsed.options.json === true ? JSON.stringify(result) : summary)
  return buffered === 0 && dropped === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof InputError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
