import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { hash } from '@node-rs/argon2'
import type { CliWorld } from './cli.ts'
import { UsageError } from './usage-error.ts'

const MIN_LENGTH = 12
const MAX_LENGTH = 1024

/** argon2id at OWASP's setting (19 MiB, two passes, one lane), in PHC text form; argon2id is the library's default. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
}

/**
 * A new password: the whole of stdin with `fromStdin` (one trailing line break dropped), else asked twice on the
 * terminal without showing it. Throws a usage error when it is too short, the two differ, or there is no terminal.
 */
export async function readNewPassword(world: CliWorld, fromStdin: boolean): Promise<string> {
  const password = fromStdin ? (await text(world.stdin)).replace(/\r?\n$/, '') : await askTwice(world)
  // code points, as a person counts
  const length = [...password].length
  if (length < MIN_LENGTH) {
    throw new UsageError(`the password must have at least ${MIN_LENGTH} characters, this one has ${length}`)
  }
  if (length > MAX_LENGTH) throw new UsageError(`the password must have at most ${MAX_LENGTH} characters`)
  return password
}

async function askTwice(world: CliWorld): Promise<string> {
  if (world.stdin.isTTY !== true) {
    throw new UsageError('there is no terminal to ask for the password on; give it with --password-stdin')
  }
  const first = await askHidden(world, `Password (at least ${MIN_LENGTH} characters): `)
  const second = await askHidden(world, 'The same again: ')
  if (first !== second) throw new UsageError('the two passwords differ')
  return first
}

async function askHidden(world: CliWorld, question: string): Promise<string> {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: world.stdin, output: hidden, terminal: true })
  const interrupted = new Promise<never>((_resolve, reject) => {
    terminal.once('SIGINT', () => reject(new UsageError('interrupted')))
    terminal.once('close', () => reject(new UsageError('no password was given')))
  })
  world.stderr.write(question)
  try {
    return await Promise.race([terminal.question(''), interrupted])
  } finally {
    interrupted.catch(() => {})
    terminal.close()
    world.stderr.write('\n')
  }
}
