import type { SnowfallRule } from '../../domain/criterion.ts'
import { ballot } from '../ballot.ts'
import { reaches } from '../compare.ts'
import type { Facts, Memory } from '../facts.ts'
import { spread, votesNeeded } from '../quorum.ts'
import { type Verdict, verdict } from '../verdict.ts'
import { windowPanel } from './snow-windows.ts'

/**
 * Snow fallen in the last `windowH` hours, plowed away or not: a pass does not end it, only the passing of time does.
 * Never throws. Source: docs/criteria.md.
 */
export function judgeSnowfall(rule: SnowfallRule, facts: Facts, memory: Memory): Verdict {
  const panel = windowPanel(rule, rule.windowH, facts)
  if (!('fallen' in panel)) return panel
  const values = panel.fallen.map((it) => it.newSnowCm)
  const doubts = [...panel.doubts, ...spread(values, rule)]
  const answer = memory.activeSinceMs === null ? fires(rule, values) : stillHolds(rule, values)
  return { ...answer, doubts, notes: panel.notes, weak: doubts.length > 0 }
}

function fires(rule: SnowfallRule, values: readonly number[]): Verdict {
  const { windowH, comparison, triggerCm } = rule
  const votes = values.map((value) => ({ value, reached: reaches(value, triggerCm, comparison), sustainedMin: 0 }))
  const counted = ballot(votes, votesNeeded(rule.vote, values.length), 0)
  const limit = { windowH, comparison, triggerCm }
  switch (counted.kind) {
    case 'carried': {
      const { value: valueCm, voting, usable } = counted
      return verdict('yes', { code: 'snowfall-reached', ...limit, valueCm, voting, usable })
    }
    case 'not-carried':
      return verdict('no', counted.reason)
    case 'not-yet-sustained':
    case 'none':
      return verdict('no', { code: 'snowfall-short', ...limit, valueCm: counted.value })
  }
}

function stillHolds({ windowH, releaseCm }: SnowfallRule, values: readonly number[]): Verdict {
  const valueCm = Math.max(...values)
  return valueCm < releaseCm
    ? verdict('no', { code: 'snowfall-below-release', windowH, valueCm, releaseCm })
    : verdict('yes', { code: 'snowfall-above-release', windowH, valueCm, releaseCm })
}
