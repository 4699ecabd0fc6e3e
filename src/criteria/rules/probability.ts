import type { ProbabilityRule } from '../../domain/criterion.ts'
import type { Facts, Memory } from '../facts.ts'
import { type Verdict, verdict } from '../verdict.ts'
import { type Ahead, lookAhead } from './look-ahead.ts'

/**
 * How probable it is that the measure reaches the trigger at some time until a moment ahead. Fires at `probability`,
 * ceases to hold below `releaseProbability` or with a pass. Never throws. Source: docs/criteria.md.
 */
export function judgeProbability(rule: ProbabilityRule, facts: Facts, memory: Memory): Verdict {
  return lookAhead(rule, facts, memory, true, (ahead) => judged(rule, ahead, memory))
}

function judged(rule: ProbabilityRule, { outlook, moment }: Ahead, memory: Memory): Verdict | null {
  const { measure, triggerCm, costLoss } = rule
  const probability = outlook.probability(measure, triggerCm, moment.byAtMs)
  if (probability === null) return null
  const about = { measure, triggerCm, ...moment, probability }
  if (memory.activeSinceMs !== null) {
    const { releaseProbability } = rule
    return probability < releaseProbability
      ? verdict('no', { code: 'probability-below-release', ...about, releaseProbability })
      : verdict('yes', { code: 'probability-above-release', ...about, releaseProbability })
  }
  const needed = { neededProbability: rule.probability, costLoss }
  return probability >= rule.probability
    ? verdict('yes', { code: 'probability-reached', ...about, ...needed })
    : verdict('no', { code: 'probability-short', ...about, ...needed })
}
