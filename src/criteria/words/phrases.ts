import type { Comparison, Measure, PlainRule, Rule, Suppressor } from '../../domain/criterion.ts'

/** A criterion is told in these parts, in this order; a part that says nothing is left out. */
export const WORD_TOPICS = ['when', 'decided', 'held-back', 'release', 'evidence', 'follows', 'days'] as const
export type WordTopic = (typeof WORD_TOPICS)[number]

/** What one language says of a criterion's parts; each function gives a phrase, without a full stop. */
export interface Phrases {
  /** The state in which a plain rule fires. */
  holds(rule: PlainRule): string
  /** The state in which it has ceased to hold. */
  ceases(rule: PlainRule): string
  /** Whose word carries it. */
  quorum(rule: PlainRule, points: 'route' | 'block'): string
  suppressor(one: Suppressor): string
  /** Phrases of which all, or any, must be so; `within` another group. */
  join(kind: 'all' | 'any', phrases: readonly string[], within: boolean): string
}

/** The phrase of a whole rule. */
export function joined(
  rule: Rule,
  phrases: Phrases,
  phrase: (one: PlainRule) => string,
  turned: boolean,
  within = false,
): string {
  if (!('of' in rule)) return phrase(rule)
  const parts = rule.of.map((it) => joined(it, phrases, phrase, turned, rule.of.length > 1))
  if (parts.length === 1) return parts.join('')
  // `any` ceases when all its parts do
  const kind = turned ? (rule.kind === 'all' ? 'any' : 'all') : rule.kind
  return phrases.join(kind, parts, within)
}

/** A number as it was written. */
export function figure(value: number): string {
  return String(value)
}

/** A share of 1 as a percentage, without the digits that binary fractions add. */
export function percentage(share: number): string {
  return String(Number((share * 100).toPrecision(12)))
}

export interface MeasureNames extends Readonly<Record<Measure, string>> {}
export type ComparisonNames = Readonly<Record<Comparison, string>>
