import type { Remedy } from './remedies.ts'

/** Languages people are answered in. */
export type Language = 'ja' | 'en'

/** The same in both languages. */
export type Words = Readonly<Record<Language, string>>

/** A sentence with `{holes}`, the same ones in both languages. */
export type Text = Words

/** What is wrong with a field, as the end of a sentence that begins with the field, and what to do about it. */
export interface FieldText extends Words {
  readonly remedy: Remedy
}
