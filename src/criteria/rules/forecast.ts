import type { ForecastRule } from '../../domain/criterion.ts'
import { reaches } from '../compare.ts'
import type { Facts, Memory } from '../facts.ts'
import { middle } from '../quorum.ts'
import { type Verdict, verdict } from '../verdict.ts'
import { type Ahead, lookAhead } from './look-ahead.ts'

/**
 * What is expected by a moment ahead: the measure as it will stand (the median of the sensors and what is still to come),
 * or only what is still to come. A pass ends the former, not the latter. Never throws. Source: docs/criteria.md.
 */
export function judgeForecast(rule: ForecastRule, facts: Facts, memory: Memory): Verdict {
  return lookAhead(rule, facts, memory, rule.quantity === 'level', (ahead) => judged(rule, ahead, memory))
}

function judged(rule: ForecastRule, { outlook, moment, valuesCm }: Ahead, memory: Memory): Verdict | null {
  const added = outlook.addedCm(moment.byAtMs)
  if (added === null) return null
  const { measure, quantity, quantile, comparison, triggerCm, releaseCm } = rule
  const nowCm = quantity === 'level' ? middle(valuesCm) : 0
  // settling may take more away than falls; there is no snow below the road
  const valueCm = Math.max(0, nowCm + added[quantile])
  const about = { measure, quantity, quantile, ...moment, valueCm }
  if (memory.activeSinceMs !== null) {
    return valueCm < releaseCm
      ? verdict('no', { code: 'forecast-below-release', ...about, releaseCm })
      : verdict('yes', { code: 'forecast-above-release', ...about, releaseCm })
  }
  return reaches(valueCm, triggerCm, comparison)
    ? verdict('yes', { code: 'forecast-reached', ...about, comparison, triggerCm })
    : verdict('no', { code: 'forecast-short', ...about, comparison, triggerCm })
}
