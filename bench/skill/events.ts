import { crossingShare } from '../../src/predict/predict.ts'
import type { Case } from './cases.ts'
import type { Hour } from './replay.ts'
import { dampedHours } from './scores.ts'

/** Hours ahead an alert speaks of. */
export const HORIZON_H = 6
/** Alerts must come at least so long before the crossing to be of use, h. */
const USEFUL_H = 1
/** An alert ends after so many hours below its release value. */
const RELEASE_AFTER = 2
/** A crossing counts where a prediction was possible in each of so many hours before it. */
const SEEN_BEFORE_H = 2

/**
 * Depth since pass of one station against one threshold. A crossing is the first hour at or above it since the last
 * pass; a pass is reported three hours later (replay.ts).
 */
export interface Course {
  readonly thresholdCm: number
  readonly depthSincePassCm: readonly (number | null)[]
  /** Indices of the hours. */
  readonly crossings: ReadonlySet<number>
  /** From a crossing until the pass nobody asks for an alert. */
  readonly over: readonly boolean[]
}

export function courseOf(hours: readonly Hour[], predictable: ReadonlySet<number>, thresholdCm: number): Course {
  const crossings = new Set<number>()
  const over: boolean[] = []
  let above = false
  for (const [index, { depthSincePassCm, passed }] of hours.entries()) {
    if (depthSincePassCm !== null && depthSincePassCm >= thresholdCm && !above) {
      above = true
      if ([...Array(SEEN_BEFORE_H).keys()].every((it) => predictable.has(index - it - 1))) crossings.add(index)
    }
    over.push(above)
    if (passed) above = false
  }
  return { thresholdCm, depthSincePassCm: hours.map((it) => it.depthSincePassCm), crossings, over }
}

/** Probabilities of reaching the threshold within 3 and 6 h. */
export interface Chance {
  readonly within3h: number
  readonly within6h: number
}

/** Says at an hour whether to alert, to go on, or (false) to let it be. */
export interface AlertRule {
  raises(one: Case, depthSincePassCm: number, thresholdCm: number, chance: Chance): boolean
  holds(one: Case, depthSincePassCm: number, thresholdCm: number, chance: Chance): boolean
}

const plain = (reaches: (one: Case, depthCm: number) => number): AlertRule => {
  const rule = (one: Case, depthCm: number, thresholdCm: number) => reaches(one, depthCm) >= thresholdCm
  return { raises: rule, holds: rule }
}

/** Alerts at these probabilities, and released when both are RELEASE_MARGIN below. */
export const RAISE_3H = 0.26
export const RAISE_6H = 0.7
const RELEASE_MARGIN = 0.15

export const ALERT_RULES: Readonly<Record<string, AlertRule>> = {
  'P(cross)': {
    raises: (_one, _depth, _threshold, it) => it.within3h >= RAISE_3H || it.within6h >= RAISE_6H,
    holds: (_one, _depth, _threshold, it) =>
      it.within3h >= RAISE_3H - RELEASE_MARGIN || it.within6h >= RAISE_6H - RELEASE_MARGIN,
  },
  'threshold alone': plain((_one, depthCm) => depthCm),
  'D + damped trend 3 h': plain((one, depthCm) => depthCm + one.trendCmPerH * dampedHours(2)),
  'D + damped trend 6 h': plain((one, depthCm) => depthCm + one.trendCmPerH * dampedHours(5)),
  'D + trend × 3 h': plain((one, depthCm) => depthCm + one.trendCmPerH * 3),
  'D + forecast 6 h': plain((one, depthCm) => depthCm + (one.situation.forecastCm?.[5] ?? 0)),
}

export interface EventCounts {
  readonly hits: number
  readonly missed: number
  readonly falseAlarms: number
  readonly leadsH: readonly number[]
}

interface Alert {
  readonly from: number
  /** Last hour at which it held. */
  last: number
  below: number
}

/**
 * Runs a rule along a course. Hit: the alert stood and had been raised at least an hour before the crossing. False: it
 * ended, and no crossing came within six hours of the last hour at which it held.
 */
export function runRule(
  rule: AlertRule,
  course: Course,
  cases: ReadonlyMap<number, Case>,
  chances: ReadonlyMap<number, Chance>,
): EventCounts {
  const leadsH: number[] = []
  let falseAlarms = 0
  let alert: Alert | undefined
  for (const [index, depthCm] of course.depthSincePassCm.entries()) {
    if (course.crossings.has(index)) {
      if (alert !== undefined && index - alert.from >= USEFUL_H) leadsH.push(index - alert.from)
      alert = undefined
    }
    if (course.over[index] === true) {
      alert = undefined
      continue
    }
    const one = cases.get(index)
    const chance = chances.get(index)
    const known = one !== undefined && depthCm !== null && chance !== undefined
    if (alert === undefined) {
      if (known && rule.raises(one, depthCm, course.thresholdCm, chance)) alert = { from: index, last: index, below: 0 }
      continue
    }
    if (known && rule.holds(one, depthCm, course.thresholdCm, chance)) {
      alert.last = index
      alert.below = 0
    } else if (++alert.below >= RELEASE_AFTER) {
      if (!crossesBy(course, alert.from, alert.last + HORIZON_H)) falseAlarms++
      alert = undefined
    }
  }
  return { hits: leadsH.length, missed: course.crossings.size - leadsH.length, falseAlarms, leadsH }
}

export function crossesBy(course: Course, after: number, until: number): boolean {
  for (let index = after + 1; index <= until; index++) if (course.crossings.has(index)) return true
  return false
}

/**
 * Shares of paths that reach what is missing within 3 and 6 h; like predict.ts, from where the newest samples have the
 * surface. @param missingCm from the measured depth since pass to the threshold.
 */
export function rawChance(one: Case, paths: Float64Array, missingCm: number): Chance {
  const aheadCm = one.situation.levelCm - one.input.measuredLevelCm
  const share = (hours: number) => crossingShare(paths, missingCm - aheadCm, hours)
  return { within3h: share(3), within6h: share(6) }
}
