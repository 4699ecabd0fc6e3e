import { evaluateCityMode } from '../../criteria/city-mode.ts'
import type { SensorView } from '../../criteria/sensor-view.ts'
import type { CityMode } from '../../domain/city-mode.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { findCityModeState } from './find-city-mode-state.ts'
import { saveCityModeState } from './save-city-mode-state.ts'

/**
 * Judges a mode by its points and saves how it stands, with the journal's line when it goes on or off: read, judged and
 * written in one transaction, so that no officer's word in between is lost.
 * @returns true when the mode went on or off.
 */
export async function judgeCityMode(
  trx: Trx,
  mode: CityMode,
  points: readonly SensorView[],
  nowMs: EpochMs,
): Promise<boolean> {
  const state = await findCityModeState(trx, mode.id)
  return saveCityModeState(trx, evaluateCityMode(mode, points, state, nowMs), { nowMs })
}
