import type { ForecastHour } from '../../domain/forecast.ts'
import { type EpochMs, HOUR_MS } from '../../domain/time.ts'

/** The weather at one moment, as services give everything but precipitation. */
export interface Instant {
  readonly atMs: EpochMs
  readonly airTempC: number | null
  readonly relativeHumidityPct: number | null
  readonly windMs: number | null
}

/** Means of an hour. */
export type HourMeans = Pick<ForecastHour, 'airTempC' | 'relativeHumidityPct' | 'windMs'>

const NAMES = ['airTempC', 'relativeHumidityPct', 'windMs'] as const

/**
 * Means over the hour from `fromMs`: the middle of the values at its two ends, linear between instants; where only
 * one end is known, that one. Null: neither is.
 * @param instants ascending. @param maxGapMs instants further apart say nothing about the time between them.
 */
export function hourMeans(instants: readonly Instant[], maxGapMs: number): (fromMs: EpochMs) => HourMeans {
  return (fromMs) => {
    const start = stateAt(instants, fromMs, maxGapMs)
    const end = stateAt(instants, fromMs + HOUR_MS, maxGapMs)
    const [airTempC = null, relativeHumidityPct = null, windMs = null] = NAMES.map((name) =>
      middle(start[name], end[name]),
    )
    return { airTempC, relativeHumidityPct, windMs }
  }
}

function middle(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : (a + b) / 2
}

const UNKNOWN: HourMeans = { airTempC: null, relativeHumidityPct: null, windMs: null }

function stateAt(instants: readonly Instant[], atMs: EpochMs, maxGapMs: number): HourMeans {
  const index = firstFrom(instants, atMs)
  const next = instants[index]
  if (next === undefined || next.atMs === atMs) return next ?? UNKNOWN
  const before = instants[index - 1]
  if (before === undefined || next.atMs - before.atMs > maxGapMs) return UNKNOWN
  const share = (atMs - before.atMs) / (next.atMs - before.atMs)
  const between = (name: (typeof NAMES)[number]) => {
    const [a, b] = [before[name], next[name]]
    return a === null || b === null ? null : a + share * (b - a)
  }
  return {
    airTempC: between('airTempC'),
    relativeHumidityPct: between('relativeHumidityPct'),
    windMs: between('windMs'),
  }
}

/** Index of the first instant at or after `atMs`; the length when there is none. */
function firstFrom(instants: readonly Instant[], atMs: EpochMs): number {
  let low = 0
  let high = instants.length
  while (low < high) {
    const centre = (low + high) >>> 1
    if ((instants[centre]?.atMs ?? atMs) < atMs) low = centre + 1
    else high = centre
  }
  return low
}
