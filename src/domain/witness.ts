import type { EpochMs } from './time.ts'

/**
 * What others know about the weather at a sensor: the forecast of its cell and weather stations around it.
 *
 * Every answer rests only on what had been received by `knownByMs`, so that folding a sensor's readings again gives
 * the same result whenever it is done.
 */
export interface Witness {
  /** Air temperature at a moment, °C; null when nobody says. */
  airTempC(atMs: EpochMs, knownByMs: EpochMs): number | null
  /** Snow fallen in [fromMs, toMs), cm: what stations around observed, else what was forecast; null when nobody says. */
  snowfallCm(fromMs: EpochMs, toMs: EpochMs, knownByMs: EpochMs): number | null
}

/** Nobody says anything. */
export const NO_WITNESS: Witness = { airTempC: () => null, snowfallCm: () => null }
