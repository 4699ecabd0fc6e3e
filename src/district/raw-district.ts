import { YukibanError } from '../errors.ts'
import { type SpokenProblem, say } from '../problems/say.ts'

/** A file's content in the shape of a district file, not yet checked. */
export interface RawDistrict {
  readonly input: unknown
  /** Turns a path in `input` into the place in the file that its author knows. */
  readonly locate: (field: string) => string
  /** Fields of rows that the file does not speak of: what is stored of them stays. Absent: it speaks of all. */
  readonly unspoken?: ReadonlySet<string>
  /** Blocks are those that routes name: what is not said of one stays as it is stored. */
  readonly blocksOfRoutes?: true
  /** Line of a row by its index; absent: rows are counted. */
  readonly lineOf?: (index: number) => number | null
  /** What the file calls a field. */
  readonly headingOf?: (field: string) => string
}

/** The error for a file with these problems. @param total of all there are, where these are the first of them. */
export function invalid(problems: readonly SpokenProblem[], total = problems.length): YukibanError {
  const count = total === 1 ? say('problems-one') : say('problems-many', { count: total })
  return new YukibanError('district-invalid', say('file-has-problems', { count }), { problems })
}
