import { type FieldProblem, YukibanError } from '../errors.ts'

/** A file's content in the shape of a district file, not yet checked. */
export interface RawDistrict {
  readonly input: unknown
  /** Turns a path in `input` into the place in the file that its author knows. */
  readonly locate: (field: string) => string
}

/** The error for a file with these problems. */
export function invalid(problems: readonly FieldProblem[]): YukibanError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return new YukibanError('district-invalid', `the file has ${count}`, { problems })
}
