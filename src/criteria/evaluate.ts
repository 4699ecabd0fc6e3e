import type { Criterion } from '../domain/criterion.ts'
import type { DecisionResult, Reason } from '../domain/decision.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { waitsFor } from './decision-times.ts'
import type { Facts, Memory } from './facts.ts'
import { judgeRule } from './judge-rule.ts'
import { askSuppressors } from './suppressors/ask.ts'
import type { Verdict } from './verdict.ts'

export {
  type LoneRise,
  measured,
  type SensorStatus,
  type SensorView,
  sensorStatus,
} from './sensor-view.ts'

/** What a criterion says of a route at one moment. */
export interface Evaluation {
  readonly result: DecisionResult
  readonly reasons: readonly Reason[]
  /** The evidence does not carry an automatic request: an officer must approve. */
  readonly weak: boolean
  /** It has ceased to hold, but not yet for `releaseSustainMin`. */
  readonly clearing: boolean
  /** Forecast run it rests on; null: none. */
  readonly forecastRunId: string | null
}

/**
 * Evaluates a criterion on what is known at `facts.nowMs`.
 *
 * Idle: the rule fires when it holds, at a decision time, and nothing suppresses it. Active: it releases once it has
 * ceased to hold for `releaseSustainMin`, or at once when everything was plowed. What is unknown fires nothing and
 * releases nothing. Never throws for a criterion that `parseCriterion` gave. Source: docs/criteria.md.
 */
export function evaluate(criterion: Criterion, facts: Facts, memory: Memory): Evaluation {
  const verdict = judgeRule(criterion.rule, facts, memory)
  if (verdict.holds === 'unknown') return evaluation('unknown', verdict)
  if (memory.activeSinceMs === null) {
    return verdict.holds === 'yes' ? mayFire(criterion, facts, verdict) : evaluation('hold', verdict)
  }
  return verdict.holds === 'yes' ? evaluation('hold', verdict) : mayRelease(criterion, facts, memory, verdict)
}

function mayFire(criterion: Criterion, facts: Facts, verdict: Verdict): Evaluation {
  const waits = waitsFor(criterion.decideAt, facts)
  if (waits !== null) return evaluation('hold', verdict, { first: [waits] })
  const { held, unknown, forecastRunId } = askSuppressors(criterion, facts)
  const change = { first: held, doubts: unknown, forecastRunId }
  return evaluation(held.length > 0 ? 'hold' : 'fire', verdict, change)
}

function mayRelease({ releaseSustainMin }: Criterion, facts: Facts, memory: Memory, verdict: Verdict): Evaluation {
  const { nowMs } = facts
  const clearingMin = (nowMs - (memory.clearingSinceMs ?? nowMs)) / MINUTE_MS
  if (verdict.plowed || clearingMin >= releaseSustainMin) return evaluation('release', verdict)
  const first: Reason[] = [{ code: 'clearing', clearingMin, sustainMin: releaseSustainMin }]
  return { ...evaluation('hold', verdict, { first }), clearing: true }
}

interface Beside {
  /** Reasons that go before those of the rule. */
  readonly first?: readonly Reason[]
  readonly doubts?: readonly Reason[]
  readonly forecastRunId?: string | null
}

function evaluation(result: DecisionResult, verdict: Verdict, beside: Beside = {}): Evaluation {
  const { first = [], doubts = [], forecastRunId = null } = beside
  return {
    result,
    reasons: once([...first, ...verdict.reasons, ...doubts, ...verdict.doubts, ...verdict.notes]),
    weak: verdict.weak || doubts.length > 0,
    clearing: false,
    forecastRunId: verdict.forecastRunId ?? forecastRunId,
  }
}

/** Parts of a rule look at the same sensors: what speaks against one is told once. */
function once(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((it) => [JSON.stringify(it), it])).values()]
}
