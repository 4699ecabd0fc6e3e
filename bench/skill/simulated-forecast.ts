import { median, probit } from 'simple-statistics'
import type { SnowForecast } from '../../src/domain/forecast.ts'
import { gaussian, seeded } from './random.ts'
import { HOUR_MS, type Hour } from './replay.ts'

/**
 * A SIMULATED forecast, for stations without an archive of real ones: the station's own later snowfall, smoothed over
 * three hours and degraded. Every figure that rests on it must say so.
 *
 * Errors, all scaled by one factor that is solved for the wanted skill: timing and amplitude as first-order
 * autoregressive processes from run to run, twelve-hour blocks missed whole, and twelve-hour blocks of other storms
 * added as false alarms. Issued every three hours, usable three hours later, 48 h long. Seeded.
 */

const ISSUE_EVERY_H = 3
const USABLE_AFTER_H = 3
const LENGTH_H = 48
const BLOCK_H = 12
const RUN_TO_RUN = 0.85
const TIMING_SD_H = 2.5
const AMPLITUDE_SD = 0.45
const MISSED_SHARE = 0.12
const MAX_MISSED_SHARE = 0.45
/** Share of false-alarm blocks, as a multiple of the share of blocks with snow. */
const FALSE_SHARE = 0.35
const MAX_FALSE_SHARE = 0.4
/** A block with this much snow is a storm that can be forecast where there is none, cm. */
const STORM_CM = 2

/** Skill by critical success index for at least 1 cm in 6 h. */
export const SKILLS = { poor: 0.34, medium: 0.44, good: 0.54 } as const
export type Skill = keyof typeof SKILLS
const EVENT_CM = 1
const EVENT_H = 6

/** Snow that counts as fallen: it stayed for this many hours, but for settling of 0.1 cm/h. */
const STAYED_H = 6
const SETTLING_CM_PER_H = 0.1
const HYSTERESIS_CM = 1
/** A rise in air warmer than this is no snow, °C. */
const TOO_WARM_C = 5
/** A rise is laid over the hours since the last low, at most this many. */
const RISE_OVER_H = 6

/** Snow fallen in each hour [i, i + 1), cm, in hindsight: rises beyond 1 cm that stayed. Looks ahead; for truth only. */
export function hindsightSnowfall(hours: readonly Hour[]): number[] {
  const smooth = hours.map((_, index) => {
    const near = [hours[index - 1], hours[index], hours[index + 1]].flatMap((it) => it?.sampleCm ?? [])
    return near.length === 0 ? null : median(near)
  })
  const stayed = smooth.map((cm, index) => (cm === null ? null : lowestOf(smooth, index, cm)))
  const snow = hours.map(() => 0)
  let anchorCm: number | null = null
  let low = 0
  for (const [index, cm] of stayed.entries()) {
    if (cm === null) continue
    if (anchorCm === null || cm <= anchorCm) {
      anchorCm = cm
      low = index
      continue
    }
    if (cm - anchorCm < HYSTERESIS_CM) continue
    if ((hours[index]?.airTempC ?? 0) <= TOO_WARM_C && index - low <= 24) {
      const over = Math.max(1, Math.min(index - low, RISE_OVER_H))
      for (let hour = index - over; hour < index; hour++) snow[hour] = (snow[hour] ?? 0) + (cm - anchorCm) / over
    }
    anchorCm = cm
    low = index
  }
  return snow
}

function lowestOf(smooth: readonly (number | null)[], index: number, cm: number): number {
  let low = cm
  for (let ahead = 1; ahead <= STAYED_H; ahead++) {
    const later = smooth[index + ahead]
    if (later !== null && later !== undefined) low = Math.min(low, later + SETTLING_CM_PER_H * ahead)
  }
  return low
}

/** What one station's forecasts are made of. */
export interface SimulatedRuns {
  /** The run usable at an hour (index into the station's hours); null before the first. */
  at(index: number): SnowForecast | null
}

/** @param snow hindsightSnowfall. @param errors factor on all errors; 0: none but the smoothing. */
export function simulateRuns(
  hours: readonly Hour[],
  snow: readonly number[],
  errors: number,
  seed: number,
): SimulatedRuns {
  const random = seeded(seed)
  const smooth = snow.map((cm, index) => ((snow[index - 1] ?? 0) + cm + (snow[index + 1] ?? 0)) / 3)
  const storms = stormsOf(smooth)
  const blocks = Math.ceil((snow.length + LENGTH_H) / BLOCK_H) + 2
  const wet = storms.length / Math.max(1, snow.length / BLOCK_H)
  const missedBelow = threshold(Math.min(MISSED_SHARE * errors, MAX_MISSED_SHARE))
  const falseBelow = threshold(Math.min(FALSE_SHARE * wet * errors, MAX_FALSE_SHARE))
  const latent = () => Array.from({ length: blocks }, () => gaussian(random))
  const [missed, falseAlarm] = [latent(), latent()]
  const source = Array.from({ length: blocks }, () => storms[Math.floor(random() * storms.length)] ?? 0)
  const go = (before: number) => RUN_TO_RUN * before + Math.sqrt(1 - RUN_TO_RUN ** 2) * gaussian(random)
  let timing = gaussian(random)
  let amplitude = gaussian(random)
  const runs: SnowForecast[] = []
  for (let issued = 0; issued < snow.length; issued += ISSUE_EVERY_H) {
    timing = go(timing)
    amplitude = go(amplitude)
    const first = Math.floor(issued / BLOCK_H)
    for (let block = first; block <= first + LENGTH_H / BLOCK_H; block++) {
      missed[block] = go(missed[block] ?? 0)
      falseAlarm[block] = go(falseAlarm[block] ?? 0)
    }
    const late = Math.round(timing * TIMING_SD_H * errors)
    const sd = AMPLITUDE_SD * errors
    const factor = Math.exp(amplitude * sd - (sd * sd) / 2)
    const cmAt = (index: number) => {
      const block = Math.floor(index / BLOCK_H)
      const own = (missed[block] ?? 0) < missedBelow ? 0 : (smooth[index - late] ?? 0)
      const other = (falseAlarm[block] ?? 0) < falseBelow ? (smooth[(source[block] ?? 0) + (index % BLOCK_H)] ?? 0) : 0
      return factor * (own + other)
    }
    runs.push(runOf(hours, issued, cmAt))
  }
  return { at: (index) => runs[Math.floor((index - USABLE_AFTER_H) / ISSUE_EVERY_H)] ?? null }
}

function runOf(hours: readonly Hour[], issued: number, cmAt: (index: number) => number): SnowForecast {
  const startMs = hours[0]?.atMs ?? 0
  const issuedAtMs = startMs + issued * HOUR_MS
  return {
    runId: `simulated-${issued}`,
    issuedAtMs,
    receivedAtMs: issuedAtMs + USABLE_AFTER_H * HOUR_MS,
    hours: Array.from({ length: LENGTH_H }, (_, ahead) => ({
      fromMs: issuedAtMs + ahead * HOUR_MS,
      airTempC: null,
      snowfallCm: cmAt(issued + ahead),
    })),
  }
}

function stormsOf(smooth: readonly number[]): number[] {
  const storms: number[] = []
  for (let start = 0; start + BLOCK_H <= smooth.length; start += BLOCK_H) {
    const cm = smooth.slice(start, start + BLOCK_H).reduce((sum, it) => sum + it, 0)
    if (cm >= STORM_CM) storms.push(start)
  }
  return storms
}

function threshold(share: number): number {
  return share <= 0 ? Number.NEGATIVE_INFINITY : probit(share)
}

export interface Simulated {
  readonly hours: readonly Hour[]
  readonly snow: readonly number[]
  readonly runs: SimulatedRuns
}

/** Critical success index of the forecasts for at least 1 cm in 6 h, over all stations. */
export function successIndex(stations: readonly Simulated[]): number {
  let hits = 0
  let wrong = 0
  for (const { hours, snow, runs } of stations) {
    for (const [index, hour] of hours.entries()) {
      const run = runs.at(index)
      if (hour.sampleCm === null || run === null || index + EVENT_H >= snow.length) continue
      const fell = snow.slice(index, index + EVENT_H).reduce((sum, it) => sum + it, 0) >= EVENT_CM
      const from = (hour.atMs - run.issuedAtMs) / HOUR_MS
      const said = run.hours.slice(from, from + EVENT_H).reduce((sum, it) => sum + (it.snowfallCm ?? 0), 0) >= EVENT_CM
      if (fell && said) hits++
      else if (fell || said) wrong++
    }
  }
  return hits / Math.max(1, hits + wrong)
}

/** Forecasts of the wanted skill for all stations: the error factor is found by bisection on the pooled index. */
export function simulateAll(
  stations: readonly { readonly hours: readonly Hour[]; readonly snow: readonly number[] }[],
  wantedIndex: number,
  seed: number,
): { readonly stations: Simulated[]; readonly errors: number; readonly csi: number } {
  const make = (errors: number): Simulated[] =>
    stations.map((it, index) => ({ ...it, runs: simulateRuns(it.hours, it.snow, errors, seed + index) }))
  let [low, high] = [0.05, 3]
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2
    if (successIndex(make(middle)) > wantedIndex) low = middle
    else high = middle
  }
  const errors = (low + high) / 2
  const made = make(errors)
  return { stations: made, errors, csi: successIndex(made) }
}
