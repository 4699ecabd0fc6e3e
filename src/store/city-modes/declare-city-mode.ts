import type { CityMode } from '../../domain/city-mode.ts'
import type { Actor } from '../../domain/order.ts'
import { type EpochMs, toIso } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import type { Trx } from '../database.ts'
import { recordEvent } from '../events/record-event.ts'
import { findCityModeState } from './find-city-mode-state.ts'
import { saveCityModeState } from './save-city-mode-state.ts'
import { writeCityModeState } from './write-city-mode-state.ts'

export interface Declaration {
  readonly active: boolean
  /** Until when it stands; null: until it is taken back. */
  readonly untilMs: EpochMs | null
  readonly reason: string
  readonly actor: Actor
  readonly nowMs: EpochMs
}

/** An officer says that a mode is on or off, whatever is measured. */
export async function declareCityMode(trx: Trx, mode: CityMode, declaration: Declaration): Promise<void> {
  const { active, untilMs, reason, actor, nowMs } = declaration
  const before = await findCityModeState(trx, mode.id)
  const sinceMs = before !== undefined && before.active === active ? before.sinceMs : nowMs
  const reasons = [{ code: 'mode-declared', active } as const]
  const state = { modeId: mode.id, active, sinceMs, by: 'officer', untilMs, clearingSinceMs: null, reasons } as const
  const data = { name: mode.name, active, until: untilMs === null ? null : toIso(untilMs), reason }
  const { authorityId, id } = mode
  await recordEvent(trx, { authorityId, atMs: nowMs, type: 'mode.declared', actor, subject: id, data })
  await saveCityModeState(trx, state, { nowMs, officer: { actor, reason } })
}

export type Release = Omit<Declaration, 'active' | 'untilMs' | 'reason'> & { readonly reason: string | null }

/**
 * An officer takes his word back: its time ends now, and the measured snow decides at the next judgement, a minute away
 * at most. Throws `conflict` when there is no officer's word.
 */
export async function releaseCityMode(trx: Trx, mode: CityMode, { reason, actor, nowMs }: Release): Promise<void> {
  const before = await findCityModeState(trx, mode.id)
  if (before === undefined || before.by !== 'officer') {
    throw new YukibanError('conflict', say('mode-not-declared', { id: mode.id }))
  }
  await writeCityModeState(trx, { ...before, untilMs: nowMs }, nowMs)
  const data = { name: mode.name, active: before.active, reason }
  const { authorityId, id } = mode
  await recordEvent(trx, { authorityId, atMs: nowMs, type: 'mode.declaration-ended', actor, subject: id, data })
}
