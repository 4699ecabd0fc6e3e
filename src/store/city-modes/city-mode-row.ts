import type { CityModeJudgement } from '../../criteria/city-mode.ts'
import type { CityMode } from '../../domain/city-mode.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { CityModeRow, CityModeStateRow } from '../tables.ts'

/** What a mode holds beside its identity. */
export type CityModeBody = Omit<CityMode, 'id' | 'authorityId'>

/** A mode with the version its ETag names. */
export interface StoredCityMode extends CityMode {
  readonly version: number
}

/** The body as stored: one order of fields, classes by name, so that equal bodies are equal text. */
export function cityModeJson(body: CityModeBody): string {
  const { name, devices, vote, any, releaseH, priorities } = body
  const tests = any.map((it) =>
    it.kind === 'depth'
      ? { kind: it.kind, comparison: it.comparison, triggerCm: it.triggerCm }
      : { kind: it.kind, windowH: it.windowH, comparison: it.comparison, triggerCm: it.triggerCm },
  )
  const byClass = Object.entries(priorities).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ name, devices, vote, any: tests, releaseH, priorities: Object.fromEntries(byClass) })
}

/** A row as a mode. */
export function toCityMode(row: CityModeRow): StoredCityMode {
  const body = JSON.parse(row.body_json) as CityModeBody
  return { id: row.id, authorityId: row.authority_id, version: row.version, ...body }
}

/** How a mode stood when its state was last saved. */
export interface SavedCityModeState extends CityModeJudgement {
  readonly judgedAtMs: EpochMs
}

/** A row as how a mode stands. */
export function toCityModeState(row: CityModeStateRow): SavedCityModeState {
  return {
    modeId: row.mode_id,
    active: row.active === 1,
    sinceMs: row.since_at,
    by: row.set_by,
    untilMs: row.until_at,
    clearingSinceMs: row.clearing_since_at,
    reasons: JSON.parse(row.reasons_json),
    judgedAtMs: row.judged_at,
  }
}
