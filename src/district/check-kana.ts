import { readingOf } from '../domain/kana.ts'
import { shortText } from '../domain/schema-problems.ts'
import type { FieldProblem } from '../errors.ts'

/** The reading of a row's name in its one form; what is no reading goes to `problems`. Absent and blank: null. */
export function checkKana(
  { nameKana }: { readonly nameKana?: string | undefined },
  path: string,
  problems: FieldProblem[],
): string | null {
  if (nameKana === undefined) return null
  const reading = readingOf(nameKana)
  if ('kana' in reading) return reading.kana
  const message = `must be the reading in kana (hiragana or katakana); ${reading.wrong} is no kana`
  problems.push({ field: `${path}.nameKana`, value: shortText(nameKana), message })
  return null
}
