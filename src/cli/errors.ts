import { CommanderError } from 'commander'
import { type FieldProblem, YukibanError } from '../errors.ts'
import { printable } from './text.ts'
import { UsageError } from './usage-error.ts'

/** How a command ended. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const

interface Failure {
  readonly exitCode: number
  /** An error code of the service, or `usage`. */
  readonly code: string
  readonly message: string
  readonly problems: readonly FieldProblem[]
  /** What to do about it; empty when the message says so. */
  readonly remedy: string
}

/** What went wrong, in the terms of the command line. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    const message = error.code === 'commander.help' ? 'name a command' : error.message.replace(/^error: /, '')
    return { exitCode: EXIT.usage, code: 'usage', message, problems: [], remedy: 'See `yukiban --help`.' }
  }
  if (error instanceof UsageError) {
    const { message, problems } = error
    return { exitCode: EXIT.usage, code: 'usage', message, problems, remedy: 'See `yukiban COMMAND --help`.' }
  }
  if (error instanceof YukibanError) {
    const { code, message, problems, kind } = error
    return { exitCode: EXIT.failed, code, message, problems, remedy: kind.remedy }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { exitCode: EXIT.failed, code: 'internal', message, problems: [], remedy: '' }
}

/** The failure for a person: what, where, and what to do. */
export function failureText(failure: Failure): string {
  const problems = failure.problems.map((it) => {
    const given = it.value === undefined ? '' : ` (given: ${it.value})`
    return `  ${it.field === '' ? '' : `${it.field}: `}${it.message}${given}`
  })
  const lines = [`error: ${failure.message}`, ...problems, failure.remedy].filter((it) => it !== '')
  return lines.map(printable).join('\n')
}

/** The failure for a script, one line. */
export function failureJson(failure: Failure): string {
  const { code, message, problems } = failure
  return JSON.stringify({ error: { code, message, problems } })
}
