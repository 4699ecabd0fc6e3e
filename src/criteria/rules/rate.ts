import type { RateRule } from '../../domain/criterion.ts'
import { MINUTE_MS } from '../../domain/time.ts'
import { ballot, type Vote } from '../ballot.ts'
import { reaches } from '../compare.ts'
import type { Facts, Memory } from '../facts.ts'
import { spread, votesNeeded } from '../quorum.ts'
import type { SensorView } from '../sensor-view.ts'
import { type Verdict, verdict } from '../verdict.ts'
import { rateCourse } from './rate-course.ts'
import { windowPanel } from './snow-windows.ts'

/**
 * How hard it snows: new snow of the last `windowH` hours by the hour, at the trigger for `sustainMin`. A pass does not
 * change it. Never throws. Source: docs/criteria.md.
 */
export function judgeRate(rule: RateRule, facts: Facts, memory: Memory): Verdict {
  const panel = windowPanel(rule, rule.windowH, facts)
  if (!('fallen' in panel)) return panel
  const fallenCm = panel.fallen.map((it) => it.newSnowCm)
  const doubts = [...panel.doubts, ...spread(fallenCm, rule)]
  const rates = panel.fallen.map(({ sensor, newSnowCm }) => ({ sensor, cmPerH: newSnowCm / rule.windowH }))
  const answer =
    memory.activeSinceMs === null
      ? fires(
          rule,
          rates.map((it) => voteOf(it.sensor, it.cmPerH, rule)),
        )
      : stillHolds(
          rule,
          rates.map((it) => it.cmPerH),
        )
  return { ...answer, doubts, notes: panel.notes, weak: doubts.length > 0 }
}

function fires(rule: RateRule, votes: readonly Vote[]): Verdict {
  const { windowH, comparison, triggerCmPerH, sustainMin } = rule
  const counted = ballot(votes, votesNeeded(rule.vote, votes.length), sustainMin)
  const limit = { windowH, comparison, triggerCmPerH }
  switch (counted.kind) {
    case 'carried': {
      const { value: valueCmPerH, sustainedMin, voting, usable } = counted
      return verdict('yes', { code: 'rate-reached', ...limit, valueCmPerH, sustainedMin, voting, usable })
    }
    case 'not-yet-sustained': {
      const { value: valueCmPerH, sustainedMin } = counted
      return verdict('no', { code: 'rate-not-yet-sustained', ...limit, valueCmPerH, sustainedMin, sustainMin })
    }
    case 'not-carried':
      return verdict('no', counted.reason)
    case 'none':
      return verdict('no', { code: 'rate-short', ...limit, valueCmPerH: counted.value })
  }
}

function stillHolds({ windowH, releaseCmPerH }: RateRule, rates: readonly number[]): Verdict {
  const valueCmPerH = Math.max(...rates)
  return valueCmPerH < releaseCmPerH
    ? verdict('no', { code: 'rate-below-release', windowH, valueCmPerH, releaseCmPerH })
    : verdict('yes', { code: 'rate-above-release', windowH, valueCmPerH, releaseCmPerH })
}

function voteOf(sensor: SensorView, value: number, rule: RateRule): Vote {
  const { windowH, triggerCmPerH, comparison } = rule
  const reached = reaches(value, triggerCmPerH, comparison)
  const course = rateCourse(sensor.history, windowH)
  const latestMs = course.at(-1)?.atMs
  if (!reached || latestMs === undefined) return { value, reached, sustainedMin: 0 }
  const broken = course.findLastIndex((it) => !reaches(it.cmPerH, triggerCmPerH, comparison))
  const sinceMs = course[broken + 1]?.atMs ?? latestMs
  return { value, reached, sustainedMin: (latestMs - sinceMs) / MINUTE_MS }
}
