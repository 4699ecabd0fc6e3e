import { HOUR_MS, MINUTE_MS } from '../domain/time.ts'
import { GOOD, NOT_EVALUATED, type QualityFlag, SUSPECT } from './flags.ts'
import type { DepthAt } from './gate.ts'

/**
 * A quick rise, and whether others know of snow that explains it. It is followed (drifting snow is real snow) but must
 * not be acted on alone: a person decides. `neighbours.ts` asks the sensors around when a route is judged.
 *
 * Sources: a step of more than 5 cm without precipitation or neighbour support is suspect in operational practice;
 * forecasts are wrong by hours in time, so that snowfall within `TIMING_MS` on either side supports it.
 */
const RISE_CM = 5
/** A rise over a longer time is no quick one; hourly devices that are a little late still count. */
const WINDOW_MS = 75 * MINUTE_MS
const PART_MS = 10 * MINUTE_MS
const TIMING_MS = 3 * HOUR_MS
/** Snowfall that supports a rise: at least this much, cm, and a rise no more than this many times as high. */
const SUPPORT_CM = 1
const RISE_PER_SNOWFALL = 5
/** Unsupported this long it is what lies there now; as long as the gate holds a large step back. */
const STANDS_MS = 6 * HOUR_MS

/** A quick rise that still stands. */
export interface Rise {
  readonly fromMs: number
  readonly fromCm: number
  readonly atMs: number
  readonly riseCm: number
  /** It was more than snow can fall, believed only since it lasted. */
  readonly step: boolean
  /** What the forecast and weather stations say. */
  readonly witness: 'supports' | 'denies' | 'silent'
}

export interface RiseState {
  /** Lowest believed sample of each part of the last hour, ascending; at most nine. */
  readonly lows: readonly DepthAt[]
  readonly rise: Rise | null
}

export const EMPTY_RISE: RiseState = { lows: [], rise: null }

/** Whether `snowfallCm` of snow, or as much of a rise elsewhere, speaks for a rise of `riseCm`. */
export function supports(snowfallCm: number, riseCm: number): boolean {
  return snowfallCm >= Math.max(SUPPORT_CM, riseCm / RISE_PER_SNOWFALL)
}

/**
 * Takes in one accepted sample.
 * @param step it confirmed a step up.
 * @param snowfallCm snow in [fromMs, toMs) as others know, cm; null: nobody says.
 */
export function seekRise(
  state: RiseState,
  sample: DepthAt,
  step: boolean,
  snowfallCm: (fromMs: number, toMs: number) => number | null,
): { readonly state: RiseState; readonly flag: QualityFlag } {
  // Before a confirmed step lies the time it was held back; what was accepted last is where it rose from.
  const before = state.lows.filter(
    (it, index) => sample.atMs - it.atMs <= WINDOW_MS || (step && index === state.lows.length - 1),
  )
  const stands = state.rise !== null && isStanding(state.rise, sample) ? state.rise : null
  const found = quickRise(before, sample, step, stands) ?? stands
  const rise = found === null ? null : { ...found, witness: heard(found, snowfallCm) }
  return { state: { lows: withLow(before, sample), rise }, flag: rise === null ? NOT_EVALUATED : FLAGS[rise.witness] }
}

const FLAGS = { supports: GOOD, denies: SUSPECT, silent: NOT_EVALUATED } as const satisfies Record<string, QualityFlag>

function quickRise(before: readonly DepthAt[], sample: DepthAt, step: boolean, stands: Rise | null): Rise | null {
  const lowest = before.reduce<DepthAt | null>(
    (low, it) => (low !== null && low.depthCm <= it.depthCm ? low : it),
    null,
  )
  if (lowest === null || sample.depthCm - lowest.depthCm <= RISE_CM) return null
  const { fromMs, fromCm } = stands ?? { fromMs: lowest.atMs, fromCm: lowest.depthCm }
  const riseCm = Math.max(sample.depthCm - fromCm, sample.depthCm - lowest.depthCm)
  return { fromMs, fromCm, atMs: sample.atMs, riseCm, step: step || (stands?.step ?? false), witness: 'silent' }
}

/** What has sunk by half, or lain for hours, is no rise any more. */
function isStanding(rise: Rise, sample: DepthAt): boolean {
  return sample.atMs - rise.atMs <= STANDS_MS && sample.depthCm - rise.fromCm > rise.riseCm / 2
}

function heard(rise: Rise, snowfallCm: (fromMs: number, toMs: number) => number | null): Rise['witness'] {
  const fallenCm = snowfallCm(rise.fromMs - TIMING_MS, rise.atMs + TIMING_MS)
  if (fallenCm === null) return 'silent'
  return supports(fallenCm, rise.riseCm) ? 'supports' : 'denies'
}

function withLow(lows: readonly DepthAt[], sample: DepthAt): readonly DepthAt[] {
  const newest = lows.at(-1)
  if (newest === undefined || Math.floor(newest.atMs / PART_MS) !== Math.floor(sample.atMs / PART_MS))
    return [...lows, sample]
  return newest.depthCm <= sample.depthCm ? lows : [...lows.slice(0, -1), sample]
}
