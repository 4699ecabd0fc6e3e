import type { Criterion } from '../domain/criterion.ts'
import type { Reason } from '../domain/decision.ts'
import type { Silence } from '../domain/silence.ts'
import type { EpochMs } from '../domain/time.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { type Facts, type Memory, NO_MEMORY } from './facts.ts'

/**
 * What stays of a criterion on a route between two judgements: it acts once when it begins to hold and once when it
 * ceases to. The service keeps it in its database, a replay in memory.
 */
export interface LatchState {
  /** It has fired, and not released since. */
  readonly active: boolean
  /** When it last fired or released; else when it was first judged. */
  readonly sinceMs: EpochMs
  /** Since when it has ceased to hold without having released; null: it holds, or is not active. */
  readonly clearingSinceMs: EpochMs | null
}

/** What a criterion says of a route, and whether that changes anything. */
export interface Judged {
  readonly evaluation: Evaluation
  /** It fires now, and did not hold before. */
  readonly fires: boolean
  /** It held before, and releases now. */
  readonly releases: boolean
}

/** Judges a route by one criterion. @param silence keeps it from firing; null: none stands over the route. */
export function judge(
  criterion: Criterion,
  facts: Facts,
  latch: LatchState | undefined,
  silence: Silence | null,
): Judged {
  const active = latch?.active ?? false
  const evaluation = silenced(evaluate(criterion, facts, memoryOf(latch)), silence)
  return {
    evaluation,
    fires: evaluation.result === 'fire' && !active,
    releases: evaluation.result === 'release' && active,
  }
}

/** The latch after a judgement. */
export function nextLatch(latch: LatchState | undefined, judged: Judged, nowMs: EpochMs): LatchState {
  const { evaluation, fires, releases } = judged
  if (fires || releases) return { active: fires, sinceMs: nowMs, clearingSinceMs: null }
  if (!latch?.active) return { active: false, sinceMs: latch?.sinceMs ?? nowMs, clearingSinceMs: null }
  const clearingSinceMs = evaluation.clearing ? (latch.clearingSinceMs ?? nowMs) : null
  return { active: true, sinceMs: latch.sinceMs, clearingSinceMs }
}

function memoryOf(latch: LatchState | undefined): Memory {
  return latch?.active ? { activeSinceMs: latch.sinceMs, clearingSinceMs: latch.clearingSinceMs } : NO_MEMORY
}

/** Held back, it has not fired: it fires when the silence is over, if it holds then. */
function silenced(evaluation: Evaluation, silence: Silence | null): Evaluation {
  if (silence === null || evaluation.result !== 'fire') return evaluation
  const reason: Reason = { code: 'silenced', silenceId: silence.id, why: silence.reason }
  return { ...evaluation, result: 'hold', reasons: [reason, ...evaluation.reasons] }
}
