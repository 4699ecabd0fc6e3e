import { type Evaluation, evaluate } from '../criteria/evaluate.ts'
import { type Facts, type Memory, NO_MEMORY } from '../criteria/facts.ts'
import type { Criterion } from '../domain/criterion.ts'
import type { Reason } from '../domain/decision.ts'
import type { Silence } from '../domain/silence.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Call } from './responder.ts'

/** What is remembered of a criterion on a route, as the service's latch does. */
export interface ReplayLatch {
  readonly active: boolean
  readonly sinceMs: EpochMs
  readonly clearingSinceMs: EpochMs | null
  /** The call its firing made or joined. */
  readonly call: Call | null
}

export interface Judged {
  readonly evaluation: Evaluation
  /** It fires now, and did not hold before. */
  readonly fires: boolean
  /** It held before, and releases now. */
  readonly releases: boolean
}

/** Judges a route by one criterion, by the service's own evaluation. A silence keeps it from firing. */
export function judge(
  criterion: Criterion,
  facts: Facts,
  latch: ReplayLatch | undefined,
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

/** The latch after a judgement. @param call made or joined by a firing; null: nothing was called. */
export function nextLatch(
  latch: ReplayLatch | undefined,
  { evaluation, fires, releases }: Judged,
  call: Call | null,
  nowMs: EpochMs,
): ReplayLatch {
  if (fires) return { active: true, sinceMs: nowMs, clearingSinceMs: null, call }
  if (releases || !latch?.active) return { active: false, sinceMs: nowMs, clearingSinceMs: null, call: null }
  return { ...latch, clearingSinceMs: evaluation.clearing ? (latch.clearingSinceMs ?? nowMs) : null }
}

function memoryOf(latch: ReplayLatch | undefined): Memory {
  return latch?.active ? { activeSinceMs: latch.sinceMs, clearingSinceMs: latch.clearingSinceMs } : NO_MEMORY
}

function silenced(evaluation: Evaluation, silence: Silence | null): Evaluation {
  if (silence === null || evaluation.result !== 'fire') return evaluation
  const reason: Reason = { code: 'silenced', silenceId: silence.id, why: silence.reason }
  return { ...evaluation, result: 'hold', reasons: [reason, ...evaluation.reasons] }
}
