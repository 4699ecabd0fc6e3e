import type { Authority } from '../domain/route.ts'
import type { SpokenProblem } from '../problems/say.ts'
import type { Db, Trx } from '../store/database.ts'
import { issueDeviceToken } from '../store/devices/issue-device-token.ts'
import { listDevices } from '../store/devices/list-devices.ts'
import { applyDistrict } from './apply.ts'
import { checkDistrict } from './check-district.ts'
import { type DistrictDiff, diffDistrict } from './diff.ts'
import { type District, ID_SECTIONS, type IdSection } from './district.ts'
import { invalid, type RawDistrict } from './raw-district.ts'
import { idOf } from './rows.ts'
import { loadSnapshot, type Snapshot } from './snapshot.ts'
import { completed } from './unspoken.ts'

export interface ImportOptions {
  /** Serves files that name no authority (GeoJSON, CSV). */
  readonly authority?: Authority
  /** Zone of an authority that names none. */
  readonly timeZone: string
  /** What is wrong with a webhook URL, if anything. */
  readonly checkWebhookUrl: (url: string) => SpokenProblem | undefined
  readonly nowMs: number
}

/** Secrets that came into being with an import; shown once. */
export interface Credentials {
  /** Device id → token. */
  readonly devices: Readonly<Record<string, string>>
  /** Contractor id → webhook secret. */
  readonly webhookSecrets: Readonly<Record<string, string>>
}

/** What an import would change. Throws `district-invalid` with every problem of the file. */
export async function previewImport(db: Db | Trx, raw: RawDistrict, options: ImportOptions): Promise<DistrictDiff> {
  return (await check(db, raw, options)).diff
}

/**
 * Imports a district in one transaction: all of it or nothing. Idempotent by id; nothing is ever deleted, but the
 * roster, which the file's replaces as a whole.
 * @param keep takes the secrets made by this import before it is committed; when given, devices of the file that have
 *   no token get one. Its failure undoes the import, so that no secret is lost.
 * Throws `district-invalid` with every problem of the file.
 */
export async function importDistrict(
  db: Db,
  raw: RawDistrict,
  options: ImportOptions,
  keep?: (credentials: Credentials) => void,
): Promise<DistrictDiff> {
  return db.transaction().execute(async (trx) => {
    const { district, diff } = await check(trx, raw, options)
    const webhookSecrets = await applyDistrict(trx, district, diff, options.nowMs)
    if (keep !== undefined) keep({ devices: await issueMissingTokens(trx, district), webhookSecrets })
    return diff
  })
}

async function check(
  db: Db | Trx,
  raw: RawDistrict,
  options: ImportOptions,
): Promise<{ district: District; diff: DistrictDiff }> {
  const snapshot = await loadSnapshot(db, authorityIdOf(raw.input) ?? options.authority?.id ?? '')
  const checked = checkAgainst(snapshot, raw, options)
  if (checked.problems !== null) throw invalid(checked.problems.map((it) => ({ ...it, field: raw.locate(it.field) })))
  return checked
}

/** A file as it was found: what it says and would change, or everything wrong with it by paths of its content. */
export type Checked =
  | { readonly district: District; readonly diff: DistrictDiff; readonly problems: null }
  | { readonly problems: readonly SpokenProblem[] }

/** Checks a file against what is stored. */
export function checkAgainst(snapshot: Snapshot, raw: RawDistrict, options: Omit<ImportOptions, 'nowMs'>): Checked {
  const { foreign, devEuis } = snapshot
  const context = { ...options, known: knownIds(snapshot), foreign, devEuis }
  const district = checkDistrict(completed(raw, snapshot), context)
  if (Array.isArray(district)) return { problems: district }
  return { district: district as District, diff: diffDistrict(district as District, snapshot), problems: null }
}

/** The authority a file says it is of, if it says. */
export function authorityIdOf(input: unknown): string | undefined {
  return typeof input === 'object' && input !== null && 'authority' in input ? idOf(input.authority) : undefined
}

function knownIds(snapshot: Snapshot): Record<IdSection, ReadonlySet<string>> {
  const entries = ID_SECTIONS.map((name) => [name, new Set(snapshot.own[name].keys())])
  return Object.fromEntries(entries) as Record<IdSection, ReadonlySet<string>>
}

async function issueMissingTokens(trx: Trx, district: District): Promise<Record<string, string>> {
  const listed = await listDevices(trx, { authorityId: district.authority.id, limit: Number.MAX_SAFE_INTEGER })
  const named = new Set(district.devices.map((it) => it.id))
  const tokens: Record<string, string> = {}
  for (const device of listed) {
    if (named.has(device.id) && !device.hasToken) tokens[device.id] = await issueDeviceToken(trx, device.id)
  }
  return tokens
}
