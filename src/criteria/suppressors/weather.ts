import type { Suppressor } from '../../domain/criterion.ts'
import type { NotKnown } from '../../domain/reason.ts'
import { type EpochMs, HOUR_MS } from '../../domain/time.ts'
import type { Facts, WeatherHour } from '../facts.ts'
import type { Held } from './held.ts'

type Warming = Extract<Suppressor, { kind: 'warming' }>
type Rain = Extract<Suppressor, { kind: 'rain' }>

/** Warm air ahead melts it: the mean over `withinH` is at or above `airTempC`. */
export function warming({ airTempC: limitC, withinH }: Warming, facts: Facts): Held {
  const hours = hoursAhead(facts, withinH, (it) => it.airTempC)
  if ('because' in hours) return { state: 'unknown', because: hours.because }
  const meanAirTempC = hours.total / withinH
  const { runId } = hours
  if (meanAirTempC < limitC) return { state: 'free', runId }
  return { state: 'held', by: { kind: 'warming', meanAirTempC, limitC, withinH }, runId }
}

/** Rain ahead washes it away: at least `rainMm` within `withinH`. */
export function rain({ rainMm: limitMm, withinH }: Rain, facts: Facts): Held {
  const hours = hoursAhead(facts, withinH, (it) => it.rainMm)
  if ('because' in hours) return { state: 'unknown', because: hours.because }
  const { total: rainMm, runId } = hours
  if (rainMm < limitMm) return { state: 'free', runId }
  return { state: 'held', by: { kind: 'rain', rainMm, limitMm, withinH }, runId }
}

/**
 * Sum of what the hours say from now until `withinH` ahead, each by the share of it that lies in between. A stale
 * forecast is one on which no decision rests, and half a forecast is none.
 */
function hoursAhead(
  facts: Facts,
  withinH: number,
  read: (hour: WeatherHour) => number | null,
): { total: number; runId: string } | { because: NotKnown } {
  const weather = facts.weather()
  if (weather === null) return { because: 'no-forecast' }
  if (weather.stale) return { because: 'stale-forecast' }
  const untilMs = facts.nowMs + withinH * HOUR_MS
  let total = 0
  let coveredMs = 0
  for (const hour of weather.hours) {
    const overlap = overlapMs(hour.fromMs, facts.nowMs, untilMs)
    if (overlap === 0) continue
    const value = read(hour)
    if (value === null) return { because: 'incomplete-forecast' }
    total += value * (overlap / HOUR_MS)
    coveredMs += overlap
  }
  return coveredMs < untilMs - facts.nowMs ? { because: 'incomplete-forecast' } : { total, runId: weather.runId }
}

function overlapMs(hourMs: EpochMs, fromMs: EpochMs, untilMs: EpochMs): number {
  return Math.max(0, Math.min(hourMs + HOUR_MS, untilMs) - Math.max(hourMs, fromMs))
}
