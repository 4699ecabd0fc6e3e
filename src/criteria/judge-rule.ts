import type { Rule } from '../domain/criterion.ts'
import type { Facts, Memory } from './facts.ts'
import { all, any } from './kleene.ts'
import { judgeForecast } from './rules/forecast.ts'
import { judgeProbability } from './rules/probability.ts'
import { judgeRate } from './rules/rate.ts'
import { judgeSnowfall } from './rules/snowfall.ts'
import { judgeThreshold } from './rules/threshold.ts'
import type { Verdict } from './verdict.ts'

/** Asks a rule, down to its plain parts. */
export function judgeRule(rule: Rule, facts: Facts, memory: Memory): Verdict {
  switch (rule.kind) {
    case 'threshold':
      return judgeThreshold(rule, facts, memory)
    case 'snowfall':
      return judgeSnowfall(rule, facts, memory)
    case 'rate':
      return judgeRate(rule, facts, memory)
    case 'forecast':
      return judgeForecast(rule, facts, memory)
    case 'probability':
      return judgeProbability(rule, facts, memory)
    case 'all':
      return all(partsUntilNo(rule.of, facts, memory))
    case 'any':
      return any(rule.of.map((it) => judgeRule(it, facts, memory)))
  }
}

/** Parts in order up to the first `no`, which settles the whole: a prediction nobody needs is not computed. */
function partsUntilNo(of: readonly Rule[], facts: Facts, memory: Memory): Verdict[] {
  const parts: Verdict[] = []
  for (const rule of of) {
    const part = judgeRule(rule, facts, memory)
    parts.push(part)
    if (part.holds === 'no') break
  }
  return parts
}
