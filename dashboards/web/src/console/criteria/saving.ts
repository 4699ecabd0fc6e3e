import { ApiProblem, apiGet, apiSend } from '../../shared/api-client.ts'
import { renewPaths } from '../../shared/queries.ts'
import { fromForm } from './form.ts'
import type { Edit, Target } from './kept-form.ts'
import { bodyOf, type CriterionBody, type CriterionVersion, versionEtag } from './types.ts'

/** Another was faster: what stands there now. */
export interface Overtaken {
  readonly kind: 'overtaken'
  readonly theirs: CriterionVersion
  /** What both began from, where it is not what the edit began from. */
  readonly base: CriterionBody | null
}

/** The id is somebody's already. */
export interface Taken {
  readonly kind: 'taken'
}

export interface Saved {
  readonly kind: 'saved'
  readonly version: CriterionVersion
}

const pathOf = (id: string) => `/api/v1/criteria/${encodeURIComponent(id)}`

/** Writes the edit as a draft. @throws {ApiProblem} but for what was overtaken. */
export async function saveDraft(edit: Edit, note: string, idempotencyKey: string): Promise<Saved | Overtaken | Taken> {
  const body = { ...fromForm(edit.form), ...(note.trim() === '' ? {} : { note: note.trim() }) }
  try {
    const version = await write(edit.target, body, idempotencyKey)
    if (edit.replaces !== null) await withdrawReplaced(body.id, edit.replaces)
    renew()
    return { kind: 'saved', version }
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    if (error.status === 412 && edit.target.kind === 'new') return { kind: 'taken' }
    if (error.status === 412 || error.status === 409) return overtaken(body.id, edit.target, error)
    throw error
  }
}

async function write(target: Target, body: CriterionBody, idempotencyKey: string): Promise<CriterionVersion> {
  const path = pathOf(body.id)
  switch (target.kind) {
    case 'new':
      return (await apiSend<CriterionVersion>('POST', `${path}/drafts`, body, { ifNoneMatch: '*', idempotencyKey }))
        .data
    case 'change':
      return (
        await apiSend<CriterionVersion>('POST', `${path}/drafts`, body, {
          ifMatch: `"v${target.version}"`,
          idempotencyKey,
        })
      ).data
    case 'draft': {
      const ifMatch = `"v${target.version}.${target.revision}"`
      return (
        await apiSend<CriterionVersion>('PUT', `${path}/drafts/${target.version}`, body, { ifMatch, idempotencyKey })
      ).data
    }
  }
}

export type Step = 'submit' | 'publish' | 'reject' | 'withdraw'

/** Takes a version one step on. @throws {ApiProblem} */
export async function takeStep(
  version: CriterionVersion,
  step: Step,
  reason: string,
  idempotencyKey: string,
): Promise<CriterionVersion> {
  const path = `${pathOf(version.criterion.id)}/versions/${version.criterion.version}/${step}`
  const body = reason.trim() === '' ? {} : { reason: reason.trim() }
  const { data } = await apiSend<CriterionVersion>('POST', path, body, {
    ifMatch: versionEtag(version),
    idempotencyKey,
  })
  renew()
  return data
}

/** What stands there after a refusal: the draft as another wrote it, else what was published. Throws the refusal when neither explains it. */
export async function overtaken(id: string, target: Target, refusal: ApiProblem): Promise<Overtaken> {
  const { items } = await apiGet<{ items: readonly CriterionVersion[] }>(`${pathOf(id)}/versions?limit=1000`)
  renew()
  const own = target.kind === 'draft' ? items.find((it) => it.criterion.version === target.version) : undefined
  const open = own !== undefined && (own.status === 'draft' || own.status === 'review')
  if (open && target.kind === 'draft' && own.revision !== target.revision)
    return { kind: 'overtaken', theirs: own, base: null }
  const theirs = items.find((it) => it.status === 'published')
  if (theirs === undefined) throw refusal
  if (target.kind !== 'draft') return { kind: 'overtaken', theirs, base: null }
  // a draft against nothing, when somebody published one of that id: all that differs is mine
  const base = items.find((it) => it.criterion.version === target.basedOn) ?? theirs
  return { kind: 'overtaken', theirs, base: bodyOf(base.criterion) }
}

/** The draft that a rewritten one takes the place of; another may have decided about it already. */
async function withdrawReplaced(
  id: string,
  { version, revision }: { version: number; revision: number },
): Promise<void> {
  try {
    await apiSend('POST', `${pathOf(id)}/versions/${version}/withdraw`, {}, { ifMatch: `"v${version}.${revision}"` })
  } catch (error) {
    if (!(error instanceof ApiProblem) || (error.status !== 409 && error.status !== 412)) throw error
  }
}

function renew(): void {
  void renewPaths('/api/v1/criteria')
}
