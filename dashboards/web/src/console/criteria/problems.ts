import { createContext, useContext } from 'react'
import type { FieldProblem } from '../../shared/api-client.ts'
import { useFormWords } from './form-words.ts'
import type { RuleField } from './rule-fields.ts'
import { lastStep, wrongText } from './texts.ts'

/** What the service finds wrong with the criterion in the form, by field. */
export const Problems = createContext<readonly FieldProblem[]>([])

/** What is wrong with one field, in words; undefined: nothing. */
export function useWrong(): (path: string, text?: string, field?: RuleField, name?: string) => string | undefined {
  const problems = useContext(Problems)
  const { t } = useFormWords()
  return (path, text = 'x', field, name = lastStep(path)) => {
    const found = problems.find((it) => it.field === path || it.field.startsWith(`${path}[`))
    return found === undefined ? undefined : wrongText(field, name, found, text, t)
  }
}
