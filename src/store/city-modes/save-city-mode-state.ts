import type { CityModeJudgement } from '../../criteria/city-mode.ts'
import { cityModeText } from '../../criteria/city-mode-text.ts'
import type { CityModeState } from '../../domain/city-mode.ts'
import type { Actor } from '../../domain/order.ts'
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { recordEvent } from '../events/record-event.ts'
import { findCityMode } from './find-city-mode.ts'
import { findCityModeState } from './find-city-mode-state.ts'
import { writeCityModeState } from './write-city-mode-state.ts'

export interface ModeChange {
  readonly nowMs: EpochMs
  /** An officer who said so, with the reason given; absent: the tests did. */
  readonly officer?: { readonly actor: Actor; readonly reason: string }
}

/** The figures of a stand that lasts are written no more often than this. */
const REFRESH_MS = 10 * MINUTE_MS

const BY_RULE: Actor = { kind: 'rule', id: 'city-mode' }

/**
 * Saves how a mode stands, and tells the journal when it goes on or off (`mode.on`, `mode.off`), with the reasons in
 * words. A judgement by the tests does not overwrite what an officer declared since the state was read.
 * @returns true when the mode went on or off.
 */
export async function saveCityModeState(trx: Trx, state: CityModeJudgement, change: ModeChange): Promise<boolean> {
  const before = await findCityModeState(trx, state.modeId)
  const { nowMs, officer } = change
  if (officer === undefined && state.by === 'rule' && before !== undefined && standsDeclared(before, nowMs))
    return false
  if (
    officer === undefined &&
    before !== undefined &&
    sameStand(before, state) &&
    nowMs - before.judgedAtMs < REFRESH_MS
  )
    return false
  await writeCityModeState(trx, state, nowMs)
  if ((before?.active ?? false) === state.active) return false
  const mode = await findCityMode(trx, state.modeId)
  if (mode === undefined) return false
  const why = {
    ja: state.reasons.map((it) => cityModeText(it, 'ja')),
    en: state.reasons.map((it) => cityModeText(it, 'en')),
  }
  await recordEvent(trx, {
    authorityId: mode.authorityId,
    atMs: nowMs,
    type: state.active ? 'mode.on' : 'mode.off',
    actor: officer?.actor ?? BY_RULE,
    subject: mode.id,
    data: { name: mode.name, by: state.by, reason: officer?.reason ?? null, why, reasons: state.reasons },
  })
  return true
}

function standsDeclared(state: CityModeState, nowMs: EpochMs): boolean {
  return state.by === 'officer' && (state.untilMs === null || nowMs < state.untilMs)
}

function sameStand(a: CityModeState, b: CityModeState): boolean {
  return (
    a.active === b.active &&
    a.sinceMs === b.sinceMs &&
    a.by === b.by &&
    a.untilMs === b.untilMs &&
    a.clearingSinceMs === b.clearingSinceMs
  )
}
