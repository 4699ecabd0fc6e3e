import { REMEDIES } from './remedies.ts'
import { FIELD_TEXTS, type FieldCode, TEXTS, type TextCode } from './texts.ts'
import type { Language, Words } from './words.ts'

/**
 * What the service says of a refusal: a code and what fills the holes of its text, put into words when it is known who
 * reads it. English words are also what the log and the command line show.
 */

/** What fills a hole: as it is, in either language, or a saying of its own; several are listed. */
export type Param = string | number | Words | Saying | readonly string[]

export interface Saying<C extends TextCode = TextCode> {
  readonly code: C
  readonly params: Readonly<Record<string, Param>>
}

/** What is wrong with a field. */
export type FieldSaying = Saying<FieldCode>

/** One thing wrong with an input, in either language. */
export interface SpokenProblem {
  /** Path of the field, e.g. `devices[3].mountHeightMm`. */
  readonly field: string
  /** The saying in English. */
  readonly message: string
  /** The offending value as short text, if it may be shown. */
  readonly value?: string
  readonly says: FieldSaying
}

/** The names in braces of a text. */
type Holes<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never
type ParamsOf<C extends TextCode> = Readonly<Record<Holes<(typeof TEXTS)[C]['en']>, Param>>
type Rest<C extends TextCode> = [Holes<(typeof TEXTS)[C]['en']>] extends [never] ? [] : [params: ParamsOf<C>]

/** Whether a problem is known in both languages; those of settings and of files for the command line are not. */
export function isSpoken(problem: object): problem is SpokenProblem {
  return 'says' in problem
}

/** A saying by its code; what its text has holes for must be given. */
export function say<C extends TextCode>(code: C, ...rest: Rest<C>): Saying<C> {
  return { code, params: rest[0] ?? {} }
}

/** What is wrong with a field. @param value what was given, where it may be shown. */
export function fieldProblem(field: string, says: FieldSaying, value?: string): SpokenProblem {
  const message = textOf(says, 'en')
  return { field, message, says, ...(value === undefined ? {} : { value }) }
}

/** A saying in words. */
export function textOf({ code, params }: Saying, language: Language): string {
  return TEXTS[code][language].replaceAll(/\{(\w+)\}/g, (_all, name: string) => inWords(params[name] ?? '', language))
}

/** What to do about a field that is refused so. */
export function remedyOf({ code }: FieldSaying): Words {
  return REMEDIES[FIELD_TEXTS[code].remedy]
}

/** The same saying with every text within changed, such as paths in it. */
export function mapTexts<C extends TextCode>(saying: Saying<C>, change: (text: string) => string): Saying<C> {
  const changed = Object.entries(saying.params).map(([name, it]) => [name, typeof it === 'string' ? change(it) : it])
  return { code: saying.code, params: Object.fromEntries(changed) }
}

/** Several problems in one sentence. */
export function together(problems: readonly SpokenProblem[]): Saying {
  const each = problems.map(({ field, value, says }) =>
    value === undefined
      ? say('one-field', { field, what: says })
      : say('one-field-given', { field, value, what: says }),
  )
  return (
    each.reduceRight<Saying | undefined>(
      (rest, one) => (rest === undefined ? one : say('and-also', { one, other: rest })),
      undefined,
    ) ?? say('not-understood', { why: '' })
  )
}

function inWords(param: Param, language: Language): string {
  if (typeof param === 'object') {
    if ('code' in param) return textOf(param, language)
    return 'ja' in param ? param[language] : param.join(language === 'ja' ? '、' : ', ')
  }
  return String(param)
}
