import { readingOf } from '../domain/kana.ts'
import { shortText } from '../domain/schema-problems.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'

/** The reading of a row's name in its one form; what is no reading goes to `problems`. Absent and blank: null. */
export function checkKana(
  { nameKana }: { readonly nameKana?: string | undefined },
  path: string,
  problems: SpokenProblem[],
): string | null {
  if (nameKana === undefined) return null
  const reading = readingOf(nameKana)
  if ('kana' in reading) return reading.kana
  problems.push(fieldProblem(`${path}.nameKana`, say('not-kana', { sign: reading.wrong }), shortText(nameKana)))
  return null
}
