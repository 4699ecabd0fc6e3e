import { afterStep, type ReviewPolicy, stepsFrom, type VersionStatus } from '../../domain/criterion-version.ts'
import type { EpochMs } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import type { Trx } from '../database.ts'
import { findCriterionIdentity } from './find-criterion-identity.ts'
import { setPublishedVersion } from './set-published-version.ts'
import { updateVersion, type VersionChange } from './update-version.ts'
import type { CriterionVersion } from './version-row.ts'

/** A step that leaves the text as it is. */
export type DecidingStep = 'submit' | 'publish' | 'reject' | 'withdraw'

export interface StepInput {
  readonly step: DecidingStep
  /** Who takes it, `kind:id`. */
  readonly actor: string
  /** Why; required to reject, and to withdraw what was published. */
  readonly note: string | null
  readonly policy: ReviewPolicy
  readonly nowMs: EpochMs
}

export interface SteppedVersion extends CriterionVersion {
  /** The newest published version before and after; null: none. */
  readonly publishedBefore: number | null
  readonly publishedAfter: number | null
}

/**
 * Takes a version one step on, and lets `criteria` name the newest published one.
 * Throws `conflict` for a step its status does not allow, `precondition-failed` when another version was published
 * since it was drafted or it was changed since it was read, `review-required` when the policy asks for somebody else.
 */
export async function stepVersion(trx: Trx, found: CriterionVersion, input: StepInput): Promise<SteppedVersion> {
  const { criterion, life } = found
  const { step, policy, nowMs } = input
  const status = afterStep(life.status, step)
  if (status === undefined) throw notAllowed(found, step)
  const publishedBefore = (await findCriterionIdentity(trx, criterion.id))?.published ?? null
  if (step === 'publish') {
    if (policy === 'other') refuseOwnWork(found, input.actor)
    if (publishedBefore !== life.basedOn) throw outdated(found, publishedBefore)
  }
  const stepped = await updateVersion(trx, found, changeOf(input, status))
  if (step === 'publish' || life.status === 'published') await setPublishedVersion(trx, criterion.id, nowMs)
  const publishedAfter = (await findCriterionIdentity(trx, criterion.id))?.published ?? null
  if (policy === 'other' && life.status === 'published' && publishedAfter === null) throw lastOne(found)
  return { ...stepped, publishedBefore, publishedAfter }
}

function changeOf({ step, actor, note, nowMs }: StepInput, status: VersionStatus): VersionChange {
  if (step === 'submit') return { status, submitted_at: nowMs, submitted_by: actor, ...(note === null ? {} : { note }) }
  return { status, decided_at: nowMs, decided_by: actor, decision_note: note }
}

function refuseOwnWork({ criterion, life }: CriterionVersion, actor: string): void {
  const { id, version } = criterion
  if (life.status !== 'review') {
    const status = say(`state-${life.status}`)
    throw new YukibanError('review-required', say('version-not-in-review', { id, version, status }))
  }
  if (life.author === actor) throw new YukibanError('review-required', say('version-own-work', { id, version, actor }))
}

/** What is in force without any version left would be nothing: one person's word must not end a criterion. */
function lastOne({ criterion }: CriterionVersion): YukibanError {
  return new YukibanError('review-required', say('version-last', { id: criterion.id, version: criterion.version }))
}

function outdated({ criterion, life }: CriterionVersion, published: number | null): YukibanError {
  const { id, version } = criterion
  const based = life.basedOn === null ? say('based-on-none') : say('based-on', { version: life.basedOn })
  const now = published === null ? say('now-none-published') : say('now-published', { version: published })
  return new YukibanError('precondition-failed', say('version-outdated', { id, version, based, now }))
}

function notAllowed({ criterion, life }: CriterionVersion, step: DecidingStep): YukibanError {
  const allowed = stepsFrom(life.status)
  const instead = allowed.length === 0 ? say('step-final') : say('step-instead', { steps: allowed })
  const { id, version } = criterion
  const stands = { id, version, status: say(`state-${life.status}`), step: say(`to-${step}`), instead }
  return new YukibanError('conflict', say('version-step-refused', stands))
}
