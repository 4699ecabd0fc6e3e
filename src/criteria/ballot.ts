import type { Reason } from '../domain/decision.ts'
import { middle } from './quorum.ts'

/** How one sensor votes on a rule that is not active. */
export interface Vote {
  readonly value: number
  readonly reached: boolean
  /** How long the value has been at the trigger without a break, minutes; 0 when it is not. */
  readonly sustainedMin: number
}

/** What a vote came to. `value` is the median of those it is about. */
export type Ballot =
  | {
      readonly kind: 'carried'
      readonly value: number
      readonly sustainedMin: number
      readonly voting: number
      readonly usable: number
    }
  /** Enough are at the trigger, but not for long enough. */
  | { readonly kind: 'not-yet-sustained'; readonly value: number; readonly sustainedMin: number }
  | { readonly kind: 'not-carried'; readonly reason: Extract<Reason, { code: 'vote-not-reached' }> }
  | { readonly kind: 'none'; readonly value: number }

/** Counts votes. @param votes not empty; `needed`: that many carry it. */
export function ballot(votes: readonly Vote[], needed: number, sustainMin: number): Ballot {
  const usable = votes.length
  const voting = votes.filter((it) => it.reached)
  const sustained = voting.filter((it) => it.sustainedMin >= sustainMin)
  if (sustained.length >= needed) return { kind: 'carried', ...shown(sustained), voting: sustained.length, usable }
  if (voting.length >= needed) return { kind: 'not-yet-sustained', ...shown(voting) }
  if (voting.length > 0) {
    return { kind: 'not-carried', reason: { code: 'vote-not-reached', voting: voting.length, needed, usable } }
  }
  return { kind: 'none', value: middle(votes.map((it) => it.value)) }
}

function shown(votes: readonly Vote[]): { value: number; sustainedMin: number } {
  return {
    value: middle(votes.map((it) => it.value)),
    sustainedMin: Math.min(...votes.map((it) => it.sustainedMin)),
  }
}
