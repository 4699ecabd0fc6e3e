import type { Reason } from '../../domain/decision.ts'
import type { SuppressedBy } from '../../domain/reason.ts'

/** One sentence of every reason; a new code fails the type check until it has one. */
export type Sentences = {
  readonly [C in Reason['code']]: (reason: Extract<Reason, { code: C }>) => string
}

/** The same for what held a firing back. */
export type SuppressorSentences = {
  readonly [K in SuppressedBy['kind']]: (by: Extract<SuppressedBy, { kind: K }>) => string
}

/** Centimetres with one decimal. */
export function cm(value: number): string {
  return value.toFixed(1)
}

/** Whole minutes. */
export function minutes(value: number): string {
  return value.toFixed(0)
}

/** A probability as a whole percentage. */
export function percent(probability: number): string {
  return `${Math.round(probability * 100)}`
}

/** A number with at most one decimal, as it was set. */
export function plain(value: number): string {
  return String(Math.round(value * 10) / 10)
}
