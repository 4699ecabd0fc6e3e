import { HOUR_MS } from '../domain/time.ts'

/**
 * Whether the air at a sensor lets snow lie. A rise of the surface in warm air is grass, an animal or an error.
 *
 * Snow lies neither in air that stays above WARM_C, nor on ground that a warm day has heated (DAY_WARM_C) unless the air
 * comes near freezing (COOL_C): grass at a mountain station moves in summer nights of 3 °C.
 */
export interface WarmthState {
  /** When the air was last known. */
  readonly atMs: number | null
  /** Running mean over about a day, °C. */
  readonly dayMeanC: number | null
  /** Since when the air has been above WARM_C, and above COOL_C, without a break; null: it is not, or nobody knows. */
  readonly warmSinceMs: number | null
  readonly notCoolSinceMs: number | null
}

export const NO_WARMTH: WarmthState = { atMs: null, dayMeanC: null, warmSinceMs: null, notCoolSinceMs: null }

/** Air in which what falls is not snow, °C: at 80 % humidity 1.5 % of it is (Jennings et al. 2018). */
export const WARM_C = 5
/** Mean air of a day that leaves the ground too warm for snow to lie, °C. */
export const DAY_WARM_C = 5
/** Air in which about half of what falls is snow in Japan, °C: then it may lie on any ground. */
export const COOL_C = 2
/** For so long: a sunlit shield shows air as warm that is not, but no sun shines on it for hours while it snows. */
export const WARM_MS = 3 * HOUR_MS
const DAY_H = 24

/** Takes in the air temperature at a sample; null (nobody knows) is no warmth, and no coolness either. */
export function tookAir(state: WarmthState, atMs: number, airTempC: number | null): WarmthState {
  if (airTempC === null) return { ...state, warmSinceMs: null, notCoolSinceMs: null }
  const passedH = state.atMs === null ? 0 : Math.min((atMs - state.atMs) / HOUR_MS, DAY_H)
  const beforeC = state.dayMeanC ?? airTempC
  const meanC = beforeC + (airTempC - beforeC) * (1 - Math.exp(-passedH / DAY_H))
  return {
    atMs,
    dayMeanC: Math.round(meanC * 1000) / 1000,
    warmSinceMs: airTempC > WARM_C ? (state.warmSinceMs ?? atMs) : null,
    notCoolSinceMs: airTempC > COOL_C ? (state.notCoolSinceMs ?? atMs) : null,
  }
}

/** False once the air has been known to be too warm for WARM_MS. */
export function mayBeSnow(state: WarmthState, atMs: number): boolean {
  const { dayMeanC, warmSinceMs, notCoolSinceMs } = state
  const warm = warmSinceMs !== null && atMs - warmSinceMs >= WARM_MS
  const onWarmGround = notCoolSinceMs !== null && atMs - notCoolSinceMs >= WARM_MS && (dayMeanC ?? 0) > DAY_WARM_C
  return !warm && !onWarmGround
}
