import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { MIN_PASSWORD_CHARACTERS, passwordProblem } from '../access/passwords.ts'
import { textOf } from '../problems/say.ts'
import type { CliWorld } from './cli.ts'
import { UsageError } from './usage-error.ts'

/**
 * A new password: the whole of stdin with `fromStdin` (one trailing line break dropped), else asked twice on the
 * terminal without showing it. Throws a usage error when it is too easy for the person with this login, the two differ,
 * or there is no terminal.
 */
export async function readNewPassword(world: CliWorld, fromStdin: boolean, login: string): Promise<string> {
  const password = fromStdin ? (await text(world.stdin)).replace(/\r?\n$/, '') : await askTwice(world)
  const problem = passwordProblem(password, login)
  if (problem !== undefined) throw new UsageError(`the password ${textOf(problem, 'en')}`)
  return password
}

async function askTwice(world: CliWorld): Promise<string> {
  if (world.stdin.isTTY !== true) {
    throw new UsageError('there is no terminal to ask for the password on; give it with --password-stdin')
  }
  const first = await askHidden(world, `Password (at least ${MIN_PASSWORD_CHARACTERS} characters): `)
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
