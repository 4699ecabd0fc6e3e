import type { Actor } from '../domain/order.ts'
import { upsertAuthority } from '../store/authorities/upsert-authority.ts'
import { upsertBlock } from '../store/blocks/upsert-block.ts'
import { upsertCityMode } from '../store/city-modes/upsert-city-mode.ts'
import { upsertContractor } from '../store/contractors/upsert-contractor.ts'
import { findCriterion } from '../store/criteria/find-criterion.ts'
import { saveCriterion } from '../store/criteria/save-criterion.ts'
import type { Trx } from '../store/database.ts'
import { releaseDevEuis } from '../store/devices/release-dev-euis.ts'
import { upsertDevice } from '../store/devices/upsert-device.ts'
import { recordCriterionSaved } from '../store/events/record-criterion-saved.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { replaceHolidays } from '../store/holidays/replace-holidays.ts'
import { upsertRoster } from '../store/roster/upsert-roster.ts'
import { upsertRoute } from '../store/routes/upsert-route.ts'
import { changesNothing, type DistrictDiff, listChanges } from './diff.ts'
import type { District, IdSection } from './district.ts'

/** Who imports by the command line. */
const SYSTEM: Actor = { kind: 'system', id: 'import' }

/**
 * Writes what `diff` says has changed, and in the journal one line for that and one per criterion. Returns the webhook secrets of new
 * contractors by id; they are not shown again.
 */
export async function applyDistrict(
  trx: Trx,
  district: District,
  diff: DistrictDiff,
  nowMs: number,
  by: Actor = SYSTEM,
): Promise<Record<string, string>> {
  if (changesNothing(diff)) return {}
  const touched = new Set(diff.rows.filter((it) => it.change !== 'unchanged').map((it) => `${it.section}/${it.id}`))
  const pending = <T extends { readonly id: string }>(section: IdSection, rows: readonly T[]) =>
    rows.filter((it) => touched.has(`${section}/${it.id}`))
  const { authority, roster, holidays } = district

  if (touched.has(`authority/${authority.id}`)) await upsertAuthority(trx, authority)
  for (const block of pending('blocks', district.blocks)) await upsertBlock(trx, block)
  for (const route of pending('routes', district.routes)) await upsertRoute(trx, route)
  const devices = pending('devices', district.devices)
  await releaseDevEuis(
    trx,
    devices.map((it) => it.id),
  )
  for (const device of devices) await upsertDevice(trx, device, nowMs)
  const secrets: Record<string, string> = {}
  for (const contractor of pending('contractors', district.contractors)) {
    const secret = await upsertContractor(trx, contractor)
    if (secret !== null) secrets[contractor.id] = secret
  }
  for (const mode of pending('modes', district.modes)) {
    const { version, authorityId, ...fields } = await upsertCityMode(trx, { mode, nowMs })
    const data = { fromVersion: version === 1 ? null : version - 1, toVersion: version, ...fields }
    await recordEvent(trx, { authorityId, atMs: nowMs, type: 'mode.saved', actor: by, subject: mode.id, data })
  }
  for (const criterion of pending('criteria', district.criteria)) {
    const fromVersion = (await findCriterion(trx, criterion.id))?.version ?? null
    const actor = `${by.kind}:${by.id}`
    const saved = await saveCriterion(trx, { criterion: { ...criterion, authorityId: authority.id }, actor, nowMs })
    await recordCriterionSaved(trx, { criterion: saved, fromVersion, actor: by, atMs: nowMs })
  }
  const rosterChanged = listChanges(diff.roster)
  if (roster !== null && rosterChanged) await upsertRoster(trx, authority.id, roster)
  const holidaysChanged = listChanges(diff.holidays)
  if (holidays !== null && holidaysChanged) await replaceHolidays(trx, authority.id, holidays)
  await recordEvent(trx, {
    authorityId: authority.id,
    atMs: nowMs,
    type: 'district.imported',
    actor: by,
    subject: authority.id,
    data: { changed: [...touched], rosterChanged, holidaysChanged },
  })
  return secrets
}
