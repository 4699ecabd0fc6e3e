import type { DecisionResult, Reason } from '../domain/decision.ts'
import { type Language, reasonText } from './reason-text.ts'

/** What an evaluation and a recorded decision have in common. */
export interface Explainable {
  readonly result: DecisionResult
  readonly reasons: readonly Reason[]
}

const RESULTS: Readonly<Record<DecisionResult, Readonly<Record<Language, string>>>> = {
  fire: { ja: '基準に達した', en: 'The criterion fires' },
  hold: { ja: '変更なし', en: 'Nothing changes' },
  release: { ja: '基準を解除', en: 'The criterion is released' },
  unknown: { ja: '判断できない', en: 'It cannot be told' },
}

/** A paragraph for officers: the result, then every reason in order. */
export function explain({ result, reasons }: Explainable, language: Language): string {
  const sentences = reasons.map((it) => reasonText(it, language))
  const head = RESULTS[result][language]
  if (language === 'ja') return [head, ...sentences].map((it) => `${it}。`).join('')
  return sentences.length === 0 ? `${head}.` : `${head}: ${sentences.join('; ')}.`
}
