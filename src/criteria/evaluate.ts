import { median } from 'simple-statistics'
import type { Measure, ThresholdRule } from '../domain/criterion.ts'
import type { DecisionResult, Reason } from '../domain/decision.ts'
import type { SensorFault } from '../domain/sensor-fault.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { SnowPoint } from '../snow/state.ts'

/** What a criterion sees of one sensor. */
export interface SensorView {
  readonly device: string
  /** Course of the values, ascending; empty when the sensor never had an accepted reading. */
  readonly history: readonly SnowPoint[]
  readonly lastAcceptedAtMs: number | null
  /** Unconfirmed readings newer than the last accepted one. */
  readonly suspect: boolean
  /** The device's clock could not be believed for the last accepted reading. */
  readonly clockSuspect: boolean
  /** Newest plow pass its values count from; null when none is known. */
  readonly passAtMs: number | null
  /** Faults of the sensor that stand, gravest first. */
  readonly faults: readonly SensorFault[]
  /** A quick rise that nothing else bears out; null: there is none. */
  readonly loneRise: LoneRise | null
}

/** A quick rise at one sensor alone. */
export interface LoneRise {
  readonly riseCm: number
  /** Sensors around that could be asked, and saw nothing of it. */
  readonly neighbours: number
}

export type SensorStatus = 'ok' | 'suspect' | 'stale' | 'no-data'

export interface Evaluation {
  readonly result: DecisionResult
  readonly reasons: readonly Reason[]
  /** The evidence does not carry an automatic request: an officer must approve. */
  readonly weak: boolean
}

/** Whether a sensor can take part now. Silence is no evidence of a clear road. */
export function sensorStatus(sensor: SensorView, staleMin: number, nowMs: number): SensorStatus {
  if (sensor.lastAcceptedAtMs === null) return 'no-data'
  if (nowMs - sensor.lastAcceptedAtMs > staleMin * MINUTE_MS) return 'stale'
  return sensor.suspect || sensor.faults.some((it) => it !== 'zero-drift') ? 'suspect' : 'ok'
}

interface Value {
  readonly valueCm: number
  /** How long the value has been at or above the trigger without a break; 0 when it is below. */
  readonly sustainedMin: number
}

/**
 * Evaluates a threshold criterion on a route's sensors at `nowMs`.
 * @param activeSinceMs when it fired, if it has not released since; null: it does not hold.
 * Never throws. Source: docs/criteria.md.
 */
export function evaluateThreshold(
  rule: ThresholdRule,
  sensors: readonly SensorView[],
  activeSinceMs: number | null,
  nowMs: number,
): Evaluation {
  const doubts = sensors.flatMap((it) => doubtsOf(it, sensorStatus(it, rule.staleMin, nowMs), nowMs))
  // A drifted zero shifts the depth itself, but no difference of depths: for those it is only mentioned.
  const drifted = sensors.flatMap((it) => faultReasons(it).filter(({ fault }) => fault === 'zero-drift'))
  const usable = sensors.filter((it) => sensorStatus(it, rule.staleMin, nowMs) === 'ok')
  const values = usable.map((it) => sensorValue(it, rule))
  const needed = rule.vote === 'majority' ? Math.floor(usable.length / 2) + 1 : rule.vote
  const neededSensors = Math.max(rule.minSensors, rule.vote === 'majority' ? 1 : rule.vote)
  if (usable.length < neededSensors) {
    return {
      result: 'unknown',
      reasons: [{ code: 'too-few-sensors', usable: usable.length, needed: neededSensors }, ...doubts, ...drifted],
      weak: true,
    }
  }
  const spreadReasons = spread(values, rule)
  const plowed = activeSinceMs !== null && usable.every((it) => it.passAtMs !== null && it.passAtMs > activeSinceMs)
  const judged = activeSinceMs !== null ? evaluateActive(rule, values, plowed) : evaluateIdle(rule, values, needed)
  return {
    result: judged.result,
    reasons: [judged.reason, ...doubts, ...spreadReasons, ...drifted],
    weak: doubts.length > 0 || spreadReasons.length > 0 || (rule.measure === 'depth' && drifted.length > 0),
  }
}

function evaluateIdle(
  rule: ThresholdRule,
  values: readonly Value[],
  needed: number,
): { result: DecisionResult; reason: Reason } {
  const { measure, triggerCm, sustainMin } = rule
  const voting = values.filter((it) => it.valueCm >= triggerCm)
  const sustained = voting.filter((it) => it.sustainedMin >= sustainMin)
  const valueCm = middle(values)
  if (sustained.length >= needed) {
    const sustainedMin = Math.min(...sustained.map((it) => it.sustainedMin))
    const counts = { voting: sustained.length, usable: values.length }
    return {
      result: 'fire',
      reason: { code: 'at-or-above-trigger', measure, valueCm: middle(sustained), triggerCm, sustainedMin, ...counts },
    }
  }
  if (voting.length >= needed) {
    const sustainedMin = Math.min(...voting.map((it) => it.sustainedMin))
    return {
      result: 'hold',
      reason: { code: 'not-yet-sustained', measure, valueCm: middle(voting), triggerCm, sustainedMin, sustainMin },
    }
  }
  if (voting.length > 0)
    return {
      result: 'hold',
      reason: { code: 'vote-not-reached', voting: voting.length, needed, usable: values.length },
    }
  return { result: 'hold', reason: { code: 'below-trigger', measure, valueCm, triggerCm } }
}

/**
 * Releases when every usable sensor is below the release value, or when all have been plowed under since it fired: what
 * has fallen after that is a new matter, even if nobody saw the road bare in between. A plain depth is no such measure:
 * it does not begin anew with a pass.
 */
function evaluateActive(
  rule: ThresholdRule,
  values: readonly Value[],
  plowed: boolean,
): { result: DecisionResult; reason: Reason } {
  const { measure, releaseCm } = rule
  const valueCm = Math.max(...values.map((it) => it.valueCm))
  if (valueCm < releaseCm) return { result: 'release', reason: { code: 'below-release', measure, valueCm, releaseCm } }
  if (plowed && measure !== 'depth') return { result: 'release', reason: { code: 'plowed-since', measure, valueCm } }
  return { result: 'hold', reason: { code: 'still-above-release', measure, valueCm, releaseCm } }
}

function sensorValue(sensor: SensorView, rule: ThresholdRule): Value {
  const latest = sensor.history.at(-1)
  if (latest === undefined) return { valueCm: 0, sustainedMin: 0 }
  let sinceMs = latest.atMs
  for (const point of sensor.history.toReversed()) {
    if (measured(point, rule.measure) < rule.triggerCm) break
    sinceMs = point.atMs
  }
  return { valueCm: measured(latest, rule.measure), sustainedMin: (latest.atMs - sinceMs) / MINUTE_MS }
}

/** What a measure says at a point, cm. */
export function measured(point: SnowPoint, measure: Measure): number {
  switch (measure) {
    case 'depth':
      return point.depthCm
    case 'depth-since-pass':
      return point.depthSincePassCm
    case 'new-snow':
      return point.newSnowCm
  }
}

/** What speaks against acting on a sensor alone: why it takes no part, or why what it says must be confirmed. */
function doubtsOf(sensor: SensorView, status: SensorStatus, nowMs: number): Reason[] {
  const { device } = sensor
  const faults = faultReasons(sensor).filter(({ fault }) => fault !== 'zero-drift')
  switch (status) {
    case 'ok': {
      const clock: Reason[] = sensor.clockSuspect ? [{ code: 'sensor-clock', device }] : []
      const lone: Reason[] =
        sensor.loneRise === null ? [] : [{ code: 'neighbours-disagree', device, ...sensor.loneRise }]
      return [...clock, ...lone]
    }
    case 'suspect':
      return faults.length > 0 ? faults : [{ code: 'sensor-suspect', device }]
    case 'stale':
    case 'no-data': {
      const since = sensor.lastAcceptedAtMs
      const silentMin = since === null ? null : (nowMs - since) / MINUTE_MS
      return [{ code: 'sensor-stale', device, silentMin }, ...faults]
    }
  }
}

function faultReasons({ device, faults }: SensorView): { code: 'sensor-fault'; device: string; fault: SensorFault }[] {
  return faults.map((fault) => ({ code: 'sensor-fault', device, fault }))
}

function spread(values: readonly Value[], rule: ThresholdRule): Reason[] {
  const all = values.map((it) => it.valueCm)
  const spreadCm = Math.max(...all) - Math.min(...all)
  return spreadCm > rule.disagreeCm ? [{ code: 'sensors-disagree', spreadCm, limitCm: rule.disagreeCm }] : []
}

function middle(values: readonly Value[]): number {
  return median(values.map((it) => it.valueCm))
}
