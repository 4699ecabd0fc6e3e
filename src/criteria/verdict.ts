import type { Reason } from '../domain/decision.ts'

/**
 * Kleene's three values. Asked of a rule that is not active: whether it fires. Of one that is: whether it still holds,
 * that is, has not fallen below its release value.
 */
export type Truth = 'yes' | 'no' | 'unknown'

/** What a rule, or a part of one, answers. */
export interface Verdict {
  readonly holds: Truth
  /** Why, with figures. */
  readonly reasons: readonly Reason[]
  /** What makes the evidence weak. */
  readonly doubts: readonly Reason[]
  /** What is worth telling, but weakens nothing here. */
  readonly notes: readonly Reason[]
  readonly weak: boolean
  /** `no`, because everything was plowed after it fired: that is an event and need not last to count. */
  readonly plowed: boolean
  /** Forecast run it rests on; null: none. */
  readonly forecastRunId: string | null
}

/** A verdict of one reason, with nothing against it; `change` says what there is. */
export function verdict(holds: Truth, reason: Reason, change: Partial<Verdict> = {}): Verdict {
  const doubts = change.doubts ?? []
  return {
    holds,
    reasons: [reason],
    notes: [],
    weak: holds === 'unknown' || doubts.length > 0,
    plowed: false,
    forecastRunId: null,
    ...change,
    doubts,
  }
}
