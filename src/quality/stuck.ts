import { HOUR_MS } from '../domain/time.ts'
import { GOOD, NOT_EVALUATED, type QualityFlag, SUSPECT } from './flags.ts'

/**
 * A value that stands still. Alone it proves nothing: a sensor of 1 cm resolution sits flat for 6–24 h over quiet snow.
 * Only when others know of snow falling meanwhile is it a fault. Constants: measured on seven recorded winters.
 */
const FLAT_MS = 3 * HOUR_MS
const SNOWFALL_CM = 5
/** Of a longer standstill the latest hours count: over days 5 cm fall, settle and are gone without contradiction. */
const LOOK_BACK_MS = 12 * HOUR_MS
/** What the device said may differ by its last digit, mm. */
const FLAT_MM = 1

/** The latest run of values that are all the same: since when, and which value. */
export interface FlatRun {
  readonly sinceMs: number
  readonly rawMm: number
  /** It contradicts the snowfall that others know of; stands until the value moves or they say otherwise. */
  readonly stuck: boolean
}

/**
 * Takes in one raw value.
 * @param rawMm distance or depth as the device said it, before any compensation: cold makes a stuck distance move.
 * @param snowfallSinceCm snow fallen since a moment as others know, cm; null: nobody says.
 */
export function seekStuck(
  run: FlatRun | null,
  atMs: number,
  rawMm: number,
  snowfallSinceCm: (fromMs: number) => number | null,
): { readonly run: FlatRun; readonly flag: QualityFlag } {
  if (run === null || Math.abs(rawMm - run.rawMm) > FLAT_MM)
    return { run: { sinceMs: atMs, rawMm, stuck: false }, flag: NOT_EVALUATED }
  if (atMs - run.sinceMs < FLAT_MS) return { run, flag: NOT_EVALUATED }
  const snowfallCm = snowfallSinceCm(Math.max(run.sinceMs, atMs - LOOK_BACK_MS))
  if (snowfallCm === null) return { run, flag: run.stuck ? SUSPECT : NOT_EVALUATED }
  const stuck = snowfallCm >= SNOWFALL_CM
  return { run: stuck === run.stuck ? run : { ...run, stuck }, flag: stuck ? SUSPECT : GOOD }
}
