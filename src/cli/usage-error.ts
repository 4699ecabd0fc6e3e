import { InvalidArgumentError } from 'commander'
import type { FieldProblem } from '../errors.ts'

/** The command was not given as it must be: exit code 2. */
export class UsageError extends Error {
  readonly problems: readonly FieldProblem[]

  constructor(message: string, problems: readonly FieldProblem[] = []) {
    super(message)
    this.name = 'UsageError'
    this.problems = problems
  }
}

/** Refuses a command whose options have problems. */
export function refuseProblems(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new UsageError('the options are not valid', problems)
}

/** Reads the number of an option. */
export function numberOption(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}

/** Reads a whole number from 1 up. */
export function countOption(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.')
  return Number(text)
}
