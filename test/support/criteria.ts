import { type CriterionFields, type CriterionInput, parseCriterion } from '../../src/criteria/criterion-schema.ts'
import type { LoneRise, SensorView } from '../../src/criteria/evaluate.ts'
import type { Facts, Memory, Outlook, WeatherAhead } from '../../src/criteria/facts.ts'
import { NO_MEMORY } from '../../src/criteria/facts.ts'
import type { RuleInput } from '../../src/criteria/rule-schema.ts'
import type { Criterion, Measure } from '../../src/domain/criterion.ts'
import type { SensorFault } from '../../src/domain/sensor-fault.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { DegradedMode } from '../../src/predict/predict.ts'

/** 20 January 2026, 22:00 in Japan. */
export const NOW_MS = Date.parse('2026-01-20T22:00:00+09:00')

/** When a criterion that holds began to, five hours before now. */
export const FIRED_MS = NOW_MS - 5 * HOUR_MS
export const ACTIVE: Memory = { activeSinceMs: FIRED_MS, clearingSinceMs: null }
export { NO_MEMORY }

/** A moment of that night on Japan's wall clock, `HH:MM`; from 12:00 on the 20th, before it the 21st. */
export function tonight(hhmm: string): number {
  const day = hhmm >= '12:00' ? '20' : '21'
  return Date.parse(`2026-01-${day}T${hhmm}:00+09:00`)
}

export interface ViewChange {
  readonly device?: string
  readonly nowMs?: number
  readonly ageMin?: number
  readonly stepMin?: number
  readonly suspect?: boolean
  readonly clockSuspect?: boolean
  readonly passAtMs?: number
  readonly faults?: readonly SensorFault[]
  readonly loneRise?: LoneRise
  readonly maintenance?: boolean
  /** New snow by window, h; null: not told. */
  readonly fell?: Readonly<Partial<Record<number, number | null>>>
  /** Values by measure where they differ from the others. */
  readonly depthCm?: number
  readonly depthSincePassCm?: number
  readonly newSnowCm?: number
}

/** A sensor with ten-minute values in cm, the same for every measure, the last `ageMin` minutes before `nowMs`. */
export function view(valuesCm: readonly number[], change: ViewChange = {}): SensorView {
  const { device = 'a', nowMs = NOW_MS, ageMin = 0, stepMin = 10, fell = {} } = change
  const history = valuesCm.map((valueCm, index) => ({
    atMs: nowMs - (ageMin + (valuesCm.length - 1 - index) * stepMin) * MINUTE_MS,
    depthCm: change.depthCm ?? valueCm,
    depthSincePassCm: change.depthSincePassCm ?? valueCm,
    newSnowCm: change.newSnowCm ?? valueCm,
  }))
  return {
    device,
    history,
    lastAcceptedAtMs: history.at(-1)?.atMs ?? null,
    suspect: change.suspect ?? false,
    clockSuspect: change.clockSuspect ?? false,
    passAtMs: change.passAtMs ?? null,
    faults: change.faults ?? [],
    loneRise: change.loneRise ?? null,
    maintenance: change.maintenance ?? false,
    snowfall: Object.entries(fell).map(([hours, newSnowCm]) => ({
      hours: Number(hours),
      newSnowCm: newSnowCm ?? null,
      hourlySumCm: null,
      coveredH: newSnowCm == null ? 0.5 : Number(hours),
    })),
  }
}

/** Sensors s1 … that have held these values for 20 min. */
export function held(valuesCm: readonly number[], change: ViewChange = {}): SensorView[] {
  return valuesCm.map((it, index) => view([it, it, it], { ...change, device: `s${index + 1}` }))
}

/** An outlook that says the same of every moment up to 12 h ahead; `added` is the median, ± 2 cm the quantiles. */
export function outlook(
  change: {
    added?: number
    probability?: number | ((byMs: number, measure: Measure, thresholdCm: number) => number)
    degraded?: readonly DegradedMode[]
    runId?: string | null
    nowMs?: number
  } = {},
): Outlook {
  const { added = 0, probability = 0, degraded = [], runId = 'run-1', nowMs = NOW_MS } = change
  const predicted = (byMs: number) => byMs - nowMs <= 12 * HOUR_MS
  return {
    runId,
    degraded,
    addedCm: (byMs) =>
      predicted(byMs) ? { p10: added - 2, p25: added - 1, p50: added, p75: added + 1, p90: added + 2 } : null,
    probability: (measure, thresholdCm, byMs) => {
      if (!predicted(byMs)) return null
      return typeof probability === 'number' ? probability : probability(byMs, measure, thresholdCm)
    },
  }
}

/** Hours of the same weather from the hour that holds `nowMs` on. */
export function weather(
  change: { airTempC?: number | null; rainMm?: number | null; hours?: number; stale?: boolean; nowMs?: number } = {},
): WeatherAhead {
  const { airTempC = -3, rainMm = 0, hours = 13, stale = false, nowMs = NOW_MS } = change
  const firstMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS
  return {
    runId: 'run-w',
    stale,
    hours: Array.from({ length: hours }, (_, index) => ({ fromMs: firstMs + index * HOUR_MS, airTempC, rainMm })),
  }
}

export interface FactsChange {
  readonly nowMs?: number
  readonly timeZone?: string
  readonly deadline?: string | null
  readonly plowMinutes?: number
  readonly outlook?: Outlook | null
  readonly weather?: WeatherAhead | null
}

/** A route with a deadline at 07:00 and 40 min of work in Japan. */
export function factsOf(sensors: readonly SensorView[], change: FactsChange = {}): Facts {
  const { nowMs = NOW_MS, timeZone = 'Asia/Tokyo', deadline = '07:00', plowMinutes = 40 } = change
  return {
    nowMs,
    timeZone,
    route: { id: 'r1', deadline, plowMinutes },
    sensors,
    outlook: () => change.outlook ?? null,
    weather: () => change.weather ?? null,
  }
}

/** A criterion as written, with its defaults; throws what is wrong with it. */
export function written(input: unknown): Criterion {
  const parsed = parseCriterion(input, '')
  if (Array.isArray(parsed)) throw new Error(JSON.stringify(parsed))
  return { ...(parsed as CriterionFields), authorityId: 'town', version: 1 }
}

/** An automatic dispatch criterion of the whole authority with this rule. */
export function ruled(rule: RuleInput, change: Partial<CriterionInput> = {}): Criterion {
  return written({ id: 'c1', scope: 'authority', mode: 'automatic', level: 'dispatch', rule, ...change })
}
