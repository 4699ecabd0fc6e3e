import type { FieldProblem } from '../src/errors.ts'

/** What a user gave the simulator is not usable. Each problem names the field or option, its value and the remedy. */
export class InputError extends Error {
  readonly problems: readonly FieldProblem[]

  constructor(problems: readonly FieldProblem[]) {
    super(problems.map(problemText).join('\n'))
    this.name = 'InputError'
    this.problems = problems
  }
}

/** One problem as a line: `--speed fast: must be a number above 0, or max`. */
export function problemText(problem: FieldProblem): string {
  return `${problem.field}${problem.value === undefined ? '' : ` ${problem.value}`}: ${problem.message}`
}

/** Shorthand for a single problem. */
export function inputError(field: string, value: string | undefined, message: string): InputError {
  return new InputError([value === undefined ? { field, message } : { field, value, message }])
}
