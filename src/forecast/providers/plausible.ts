import { unreadable } from './unreadable.ts'

/**
 * Bounds of plausible weather, a little beyond the extremes on record (WMO World Weather and Climate Extremes
 * Archive). `slack`: overshoot that comes from a service's packing and interpolation (Open-Meteo sends −1 % and 101 %
 * cloud cover, −0.9 mph gusts) and is moved to the bound.
 */
export interface Plausible {
  readonly min: number
  readonly max: number
  readonly slack: number
}

/** By field of a forecast hour or observation. */
export const PLAUSIBLE = {
  /** On record: −89.2 and 56.7 °C. */
  airTempC: { min: -90, max: 60, slack: 0 },
  relativeHumidityPct: { min: 0, max: 100, slack: 5 },
  /** On record: 305 mm in 42 min (Holt), 401 mm/h reported (Shangdi). */
  precipitationMm: { min: 0, max: 401, slack: 0.1 },
  /** On record: a gust of 113.2 m/s. */
  windMs: { min: 0, max: 114, slack: 1 },
  /** On record: 1182 cm (Mount Ibuki, 1927). */
  snowDepthCm: { min: 0, max: 1200, slack: 1 },
  /** No hour on record comes near. */
  snowfall1hCm: { min: 0, max: 50, slack: 0 },
} as const satisfies Record<string, Plausible>

/** One absurd value is a glitch and becomes null; when more than this share is absurd, the unit or the field is not ours. */
const FEW_SHARE = 0.05
/** So many may be absurd in a series however short. */
const FEW_COUNT = 2

/** The value, moved to a bound it overshoots within the slack; null when it is implausible. */
export function plausibleOrNull(value: number | null, bounds: Plausible): number | null {
  if (value === null || value < bounds.min - bounds.slack || value > bounds.max + bounds.slack) return null
  return Math.min(Math.max(value, bounds.min), bounds.max)
}

/** A series with its implausible values made null; unreadable when they are many. @param field names it in the error. */
export function plausibleSeries(
  values: readonly (number | null)[],
  bounds: Plausible,
  field: string,
): (number | null)[] {
  const kept = values.map((it) => plausibleOrNull(it, bounds))
  const absurd = values.filter((it, index) => it !== null && kept[index] === null)
  if (absurd.length > Math.max(FEW_COUNT, FEW_SHARE * values.length)) {
    unreadable(`${field} (${absurd.length} of ${values.length} values)`, absurd[0], `${bounds.min} to ${bounds.max}`)
  }
  return kept
}
