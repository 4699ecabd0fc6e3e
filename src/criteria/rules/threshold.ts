import type { ThresholdRule } from '../../domain/criterion.ts'
import { MINUTE_MS } from '../../domain/time.ts'
import { ballot, type Vote } from '../ballot.ts'
import { reaches } from '../compare.ts'
import type { Facts, Memory } from '../facts.ts'
import { type Panel, panelOf, plowedSince, spread, tooFew, votesNeeded } from '../quorum.ts'
import { measured, measuredNow, type SensorView } from '../sensor-view.ts'
import { type Verdict, verdict } from '../verdict.ts'

/**
 * Snow at the sensors: fires once enough of them have stayed at the trigger for `sustainMin`. Ceases to hold when every
 * usable sensor is below the release value, or when all have been plowed under since it fired: what has fallen after
 * that is a new matter, even if nobody saw the road bare in between. A plain depth does not begin anew with a pass.
 * Never throws. Source: docs/criteria.md.
 */
export function judgeThreshold(rule: ThresholdRule, facts: Facts, memory: Memory): Verdict {
  const panel = panelOf(rule, facts, rule.measure === 'depth')
  const few = tooFew(rule, panel)
  if (few !== undefined) return few
  const values = panel.usable.map((it) => measuredNow(it, rule.measure))
  const doubts = [...panel.doubts, ...spread(values, rule)]
  const answer = memory.activeSinceMs === null ? fires(rule, panel) : stillHolds(rule, panel, values, memory)
  return { ...answer, doubts, notes: panel.notes, weak: doubts.length > 0 }
}

function fires(rule: ThresholdRule, { usable }: Panel): Verdict {
  const { measure, triggerCm, sustainMin, comparison } = rule
  const counted = ballot(
    usable.map((it) => voteOf(it, rule)),
    votesNeeded(rule.vote, usable.length),
    sustainMin,
  )
  switch (counted.kind) {
    case 'carried': {
      const { value: valueCm, sustainedMin, voting } = counted
      const code = comparison === 'above' ? 'above-trigger' : 'at-or-above-trigger'
      return verdict('yes', { code, measure, valueCm, triggerCm, sustainedMin, voting, usable: usable.length })
    }
    case 'not-yet-sustained': {
      const { value: valueCm, sustainedMin } = counted
      return verdict('no', { code: 'not-yet-sustained', measure, valueCm, triggerCm, sustainedMin, sustainMin })
    }
    case 'not-carried':
      return verdict('no', counted.reason)
    case 'none': {
      const code = comparison === 'above' ? 'not-above-trigger' : 'below-trigger'
      return verdict('no', { code, measure, valueCm: counted.value, triggerCm })
    }
  }
}

function stillHolds(rule: ThresholdRule, panel: Panel, values: readonly number[], memory: Memory): Verdict {
  const { measure, releaseCm } = rule
  const valueCm = Math.max(...values)
  if (valueCm < releaseCm) return verdict('no', { code: 'below-release', measure, valueCm, releaseCm })
  if (measure !== 'depth' && plowedSince(panel, memory))
    return verdict('no', { code: 'plowed-since', measure, valueCm }, { plowed: true })
  return verdict('yes', { code: 'still-above-release', measure, valueCm, releaseCm })
}

function voteOf(sensor: SensorView, { measure, triggerCm, comparison }: ThresholdRule): Vote {
  const { history } = sensor
  const value = measuredNow(sensor, measure)
  const latestMs = history.at(-1)?.atMs ?? 0
  const broken = history.findLastIndex((it) => !reaches(measured(it, measure), triggerCm, comparison))
  const sinceMs = history[broken + 1]?.atMs ?? latestMs
  return { value, reached: reaches(value, triggerCm, comparison), sustainedMin: (latestMs - sinceMs) / MINUTE_MS }
}
