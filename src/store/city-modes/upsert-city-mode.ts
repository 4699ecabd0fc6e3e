import type { CityMode } from '../../domain/city-mode.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import { THINGS } from '../../problems/texts/parts.ts'
import type { Trx } from '../database.ts'
import { cityModeJson, type StoredCityMode } from './city-mode-row.ts'
import { findCityMode } from './find-city-mode.ts'

export interface SaveCityMode {
  readonly mode: CityMode
  /** Version the change is based on; 0: it must not exist yet. Absent: whatever is there. */
  readonly expectedVersion?: number
  readonly nowMs: number
}

/**
 * Creates a mode or changes the one with its id; an unchanged one keeps its version. How it stands is not touched.
 * Throws `precondition-failed` when the version is not `expectedVersion`, `conflict` when the id belongs to another
 * authority.
 */
export async function upsertCityMode(
  trx: Trx,
  { mode, expectedVersion, nowMs }: SaveCityMode,
): Promise<StoredCityMode> {
  const { id, authorityId } = mode
  const current = await findCityMode(trx, id)
  if (current !== undefined && current.authorityId !== authorityId) {
    throw new YukibanError('conflict', say('belongs-elsewhere', { thing: THINGS.mode, id }))
  }
  const version = current?.version ?? 0
  if (expectedVersion !== undefined && expectedVersion !== version) {
    const is = version === 0 ? say('version-none') : say('version-at', { version })
    throw new YukibanError(
      'precondition-failed',
      say('thing-not-at-version', { thing: THINGS.mode, id, is, expected: expectedVersion }),
    )
  }
  const json = cityModeJson(mode)
  if (current !== undefined && cityModeJson(current) === json) return current
  const now = { version: version + 1, body_json: json, updated_at: nowMs }
  await trx
    .insertInto('city_modes')
    .values({ id, authority_id: authorityId, ...now })
    .onConflict((it) => it.column('id').doUpdateSet(now))
    .execute()
  return { ...mode, version: version + 1 }
}
