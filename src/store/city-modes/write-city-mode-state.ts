import type { CityModeJudgement } from '../../criteria/city-mode.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Stores how a mode stands. Tells nobody: save-city-mode-state.ts does. */
export async function writeCityModeState(trx: Trx, state: CityModeJudgement, nowMs: EpochMs): Promise<void> {
  const values = {
    active: state.active ? 1 : 0,
    since_at: state.sinceMs,
    set_by: state.by,
    until_at: state.untilMs,
    clearing_since_at: state.clearingSinceMs,
    reasons_json: JSON.stringify(state.reasons),
    judged_at: nowMs,
  }
  await trx
    .insertInto('city_mode_states')
    .values({ mode_id: state.modeId, ...values })
    .onConflict((it) => it.column('mode_id').doUpdateSet(values))
    .execute()
}
