import { mean } from 'simple-statistics'
import { measured } from '../criteria/evaluate.ts'
import { type Criterion, type Measure, type PlainRule, plainRules } from '../domain/criterion.ts'
import type { Route } from '../domain/route.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS, nextLocalTime } from '../domain/time.ts'
import type { Model } from '../predict/model.ts'
import { crossingProbability } from '../predict/predict.ts'
import type { KnownPrediction } from './sensor-prediction.ts'

/** An amount of snow whose coming is asked about, and the criteria in force that fire at it; none: somebody asked. */
export interface Threshold {
  readonly thresholdCm: number
  readonly measure: Measure
  readonly criteria: readonly string[]
}

/** By when a route must be plowed, and the latest start that makes it. */
export interface Deadline {
  readonly atMs: EpochMs
  readonly startByMs: EpochMs
  /** False: the latest start has passed; who starts now comes late. */
  readonly canStillBeMet: boolean
}

export const CROSSING_HOURS = [1, 3, 6, 12] as const
export type CrossingBy = `${(typeof CROSSING_HOURS)[number]}h` | 'deadline'

/** How probable it is that a threshold is reached at some time until `byAtMs`. */
export interface Crossing extends Threshold {
  readonly by: CrossingBy
  readonly byAtMs: EpochMs
  /** 0 … 1; null: beyond the hours that are predicted. */
  readonly probability: number | null
}

/** The route's next deadline after `nowMs`; null when it has none. @param timeZone of the authority, IANA. */
export function nextDeadline(
  route: Pick<Route, 'deadline' | 'plowMinutes'>,
  timeZone: string,
  nowMs: EpochMs,
): Deadline | null {
  if (route.deadline === null) return null
  const atMs = nextLocalTime(route.deadline, timeZone, nowMs)
  const startByMs = atMs - route.plowMinutes * MINUTE_MS
  return { atMs, startByMs, canStillBeMet: nowMs <= startByMs }
}

/**
 * The triggers of the criteria in force and what was asked for beside them (depth since pass), each once, ascending.
 */
export function thresholdsOf(inForce: readonly Criterion[], askedCm: readonly number[]): Threshold[] {
  const all = new Map<string, Threshold>()
  const add = (thresholdCm: number, measure: Measure, criteria: readonly string[]) => {
    const key = `${measure} ${thresholdCm}`
    all.set(key, { thresholdCm, measure, criteria: [...new Set([...(all.get(key)?.criteria ?? []), ...criteria])] })
  }
  for (const { id, rule } of inForce)
    for (const { triggerCm, measure } of plainRules(rule).flatMap(triggerOf)) add(triggerCm, measure, [id])
  for (const thresholdCm of askedCm) add(thresholdCm, 'depth-since-pass', [])
  return [...all.values()].sort((a, b) => a.thresholdCm - b.thresholdCm || (a.measure < b.measure ? -1 : 1))
}

/** A rule on snowfall or its rate has no level to cross, and none on what is still to come. */
function triggerOf(rule: PlainRule): { triggerCm: number; measure: Measure }[] {
  if (rule.kind === 'snowfall' || rule.kind === 'rate') return []
  return rule.kind === 'forecast' && rule.quantity === 'added' ? [] : [rule]
}

/**
 * Every threshold by every horizon. Of several sensors: the probability at one of them taken at random, which is what
 * their paths, pooled with equal weight, give.
 * @param predictions not empty, all made at `nowMs`.
 */
export function crossingsOf(
  predictions: readonly KnownPrediction[],
  thresholds: readonly Threshold[],
  deadline: Deadline | null,
  nowMs: EpochMs,
  model: Model,
): Crossing[] {
  const horizons: { by: CrossingBy; byAtMs: EpochMs }[] = CROSSING_HOURS.map((it) => ({
    by: `${it}h`,
    byAtMs: nowMs + it * HOUR_MS,
  }))
  if (deadline !== null) horizons.push({ by: 'deadline', byAtMs: deadline.atMs })
  return thresholds.flatMap((threshold) =>
    horizons.map((horizon) => {
      return { ...threshold, ...horizon, probability: pooledProbability(predictions, threshold, horizon.byAtMs, model) }
    }),
  )
}

/** The probability of one threshold by one moment, over several sensors; null: beyond the hours that are predicted. */
export function pooledProbability(
  predictions: readonly KnownPrediction[],
  threshold: Pick<Threshold, 'thresholdCm' | 'measure'>,
  byMs: EpochMs,
  model: Model,
): number | null {
  return meanOrNull(predictions.map((it) => probability(it, threshold, byMs, model)))
}

/**
 * Paths are changes of the surface from now: counted from the measure's own value now. New snow that settles while it
 * falls is not in them, so its probability is a little low.
 */
function probability(
  of: KnownPrediction,
  threshold: Pick<Threshold, 'thresholdCm' | 'measure'>,
  byMs: EpochMs,
  model: Model,
): number | null {
  const { prediction, now } = of
  const missingCm = threshold.thresholdCm - measured(now, threshold.measure)
  return crossingProbability(prediction, prediction.depthSincePassCm + missingCm, byMs, model)
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((it) => it !== null)
  // Beyond the horizon only what has been reached already is certain; a share of sensors is no answer for the route.
  if (known.length === 0 || known.length < values.length) return null
  return mean(known)
}
