import type { Reason } from '../domain/decision.ts'
import { ENGLISH } from './texts/en.ts'
import { JAPANESE } from './texts/ja.ts'
import type { Sentences } from './texts/sentences.ts'

export type Language = 'ja' | 'en'

const SENTENCES: Readonly<Record<Language, Sentences>> = { ja: JAPANESE, en: ENGLISH }

/** A reason as a sentence for officers and contractors. Depths in cm with one decimal, times in minutes. */
export function reasonText(reason: Reason, language: Language): string {
  // each code's sentence takes that code's reason; the pair cannot be told to the type checker
  return (SENTENCES[language][reason.code] as (one: Reason) => string)(reason)
}
