import type { CriterionInput } from '../criterion-schema.ts'

/** Text in both languages. */
export interface Bilingual {
  readonly ja: string
  readonly en: string
}

/** A dispatch criterion as an authority has it, to begin one's own from. */
export interface CriterionTemplate {
  readonly id: string
  readonly title: Bilingual
  /** Whose rule it is. */
  readonly authority: Bilingual
  /** What the source says, shortly. */
  readonly says: Bilingual
  /** How that is read here, and what to look at before publishing it. */
  readonly note: Bilingual
  /** As it would be written in a district file or sent to the API. */
  readonly criterion: CriterionInput
}

/** Templates are proposals: an officer approves until somebody sets `automatic`. */
export const PROPOSED = { mode: 'support', level: 'dispatch' } as const

/** A rule for every road of the authority unless a narrower one stands. */
export const EVERYWHERE = { kind: 'authority' } as const

/** A rule for one class of roads. */
export function ofClass(roadClass: string) {
  return { kind: 'road-class', roadClass } as const
}
