import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Last line of stdout as JSON. */
  json(): Record<string, unknown>
}

/** Runs the command line as a process of its own, with no settings but those given. */
export async function yukiban(
  args: readonly string[],
  options: { dataDir?: string; input?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const global = options.dataDir === undefined ? [] : ['--data-dir', options.dataDir]
  const child = spawn(process.execPath, [MAIN, ...global, ...args], { env: { PATH: process.env.PATH, ...options.env } })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stdin.end(options.input ?? '')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, stdout, stderr, json: () => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') }
}
