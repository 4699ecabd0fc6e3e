import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '../domain/order.ts'
import type { Authority } from '../domain/route.ts'
import type { EpochMs } from '../domain/time.ts'
import { type FieldSaying, fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import type { Db, Trx } from '../store/database.ts'
import { issueDeviceToken } from '../store/devices/issue-device-token.ts'
import { readAtOneMoment } from '../store/read-at-one-moment.ts'
import { applyDistrict } from './apply.ts'
import { type DistrictDiff, listChanges } from './diff.ts'
import type { District } from './district.ts'
import { authorityIdOf, type Credentials } from './import-district.ts'
import { type CheckedRows, checkRowsOf, type RowPlace, type RowProblem } from './import-rows.ts'
import type { RawDistrict } from './raw-district.ts'
import { idOf } from './rows.ts'
import { loadSnapshot, type Snapshot } from './snapshot.ts'

/** What an import may touch; rosters and holidays are sections too. */
export type Touched = keyof District

export interface ImportRequest {
  readonly raw: RawDistrict
  /** Whose import it is: nothing of others is touched, whatever the file says. */
  readonly authority: Authority
  readonly actor: Actor
  /** Why the section may not be changed, as the end of a sentence; undefined: it may. */
  readonly refusal: (section: Touched) => FieldSaying | undefined
  readonly leaveOut: boolean
  readonly dryRun: boolean
  readonly checkWebhookUrl: (url: string) => SpokenProblem | undefined
  readonly nowMs: EpochMs
}

export interface ImportResult {
  /** What changes or would change; null: nothing may be imported because of its problems. */
  readonly diff: DistrictDiff | null
  readonly problems: readonly RowProblem[]
  readonly leftOut: readonly RowPlace[]
  /** Of devices and contractors that came into being; null: nothing was written. */
  readonly credentials: Credentials | null
}

/** What an import waits for. Where a wait is ended by an error, nothing of the import is written. */
export interface ImportTurns {
  /** Resolves when it may write: until it has committed, it holds the lock on writing. */
  beforeWriting(): Promise<void>
  /** Resolves when what was written may be committed. @param result as it will be then. */
  beforeCommit(result: ImportResult): Promise<void>
}

/**
 * Imports a file into one authority, in one transaction: all that is right of it, or nothing. A dry run and a file with
 * problems write nothing. Every device that is new gets its token, which is seen here and nowhere else. The file is
 * checked before the transaction begins, so that writing waits for it no longer than it must, and within it again if
 * what it was compared with has changed in between.
 */
export async function importIntoAuthority(db: Db, request: ImportRequest, turns: ImportTurns): Promise<ImportResult> {
  const stranger = otherAuthority(request)
  if (stranger !== undefined) return refused([{ place: null, problem: stranger }])
  const { authority, dryRun, nowMs, actor } = request
  const seen = await readAtOneMoment(db, (moment) => loadSnapshot(moment, authority.id))
  const first = check(seen, request)
  if (dryRun || first.checked === null) return resultOf(first, null)
  await turns.beforeWriting()
  return db.transaction().execute(async (trx) => {
    const stored = await loadSnapshot(trx, authority.id)
    const found = isDeepStrictEqual(stored, seen) ? first : check(stored, request)
    if (found.checked === null) return resultOf(found, null)
    const { district, diff } = found.checked
    const secrets = await applyDistrict(trx, district, diff, nowMs, actor)
    const called = new Set(district.contractors.filter((it) => it.webhookUrl !== null).map((it) => it.id))
    const webhookSecrets = Object.fromEntries(Object.entries(secrets).filter(([id]) => called.has(id)))
    const result = resultOf(found, { devices: await tokensOfNew(trx, diff), webhookSecrets })
    await turns.beforeCommit(result)
    return result
  })
}

/** Another authority's file is refused before anything is compared: nothing is told of what others have. */
function otherAuthority({ raw, authority }: ImportRequest): SpokenProblem | undefined {
  const named = authorityIdOf(raw.input)
  if (named === undefined || named === authority.id) return undefined
  return fieldProblem('authority.id', say('not-your-authority', { id: authority.id }), named)
}

function check(snapshot: Snapshot, request: ImportRequest): CheckedRows {
  const { raw, authority, leaveOut, checkWebhookUrl, refusal } = request
  const { timeZone } = authority
  return checkRowsOf(raw, snapshot, {
    authority,
    timeZone,
    checkWebhookUrl,
    leaveOut,
    refuse: ({ diff }, input) => refusedChanges(diff, input, refusal),
  })
}

/** A problem for each row that would change and may not be changed by who imports. */
function refusedChanges(diff: DistrictDiff, input: unknown, refusal: ImportRequest['refusal']): SpokenProblem[] {
  const paths = pathsOf(input as Readonly<Record<string, unknown>>)
  const problems: SpokenProblem[] = []
  for (const { section, id, change } of diff.rows) {
    const says = change === 'unchanged' ? undefined : refusal(section)
    if (says !== undefined) problems.push(fieldProblem(paths.get(keyOf(section, id)) ?? section, says, id))
  }
  for (const section of ['roster', 'holidays'] as const) {
    const says = listChanges(diff[section]) ? refusal(section) : undefined
    if (says !== undefined) problems.push(fieldProblem(section, says))
  }
  return problems
}

/** Paths of rows by their section and id: looked up once, since a file may hold tens of thousands. */
function pathsOf(sections: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const [section, rows] of Object.entries(sections)) {
    if (!Array.isArray(rows)) continue
    for (const [index, row] of rows.entries()) {
      const id = idOf(row)
      if (id !== undefined) paths.set(keyOf(section, id), `${section}[${index}]`)
    }
  }
  return paths
}

function keyOf(section: string, id: string): string {
  return `${section}/${id}`
}

async function tokensOfNew(trx: Trx, diff: DistrictDiff): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {}
  for (const { section, id, change } of diff.rows) {
    if (section === 'devices' && change === 'created') tokens[id] = await issueDeviceToken(trx, id)
  }
  return tokens
}

function resultOf({ checked, problems, leftOut }: CheckedRows, credentials: Credentials | null): ImportResult {
  return { diff: checked?.diff ?? null, problems, leftOut, credentials }
}

function refused(problems: readonly RowProblem[]): ImportResult {
  return { diff: null, problems, leftOut: [], credentials: null }
}
