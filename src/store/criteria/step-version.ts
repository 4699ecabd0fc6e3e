import { afterStep, type ReviewPolicy, stepsFrom, type VersionStatus } from '../../domain/criterion-version.ts'
import type { EpochMs } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
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
  const what = `version ${criterion.version} of criterion ${criterion.id}`
  if (life.status !== 'review') {
    throw new YukibanError(
      'review-required',
      `${what} is a ${life.status}: submit it, and let somebody else publish it`,
    )
  }
  if (life.author === actor) {
    throw new YukibanError('review-required', `${what} was written by you (${actor}): somebody else must publish it`)
  }
}

/** What is in force without any version left would be nothing: one person's word must not end a criterion. */
function lastOne({ criterion }: CriterionVersion): YukibanError {
  const what = `version ${criterion.version} is the only published one of criterion ${criterion.id}`
  return new YukibanError('review-required', `${what}: to end it, draft one with enabled: false and have it published`)
}

function outdated({ criterion, life }: CriterionVersion, published: number | null): YukibanError {
  const based = life.basedOn === null ? 'before any was published' : `against version ${life.basedOn}`
  const now = published === null ? 'none is published' : `version ${published} is the newest published`
  const message =
    `version ${criterion.version} of criterion ${criterion.id} was written ${based}, but now ${now}: ` +
    'compare the two and draft the change anew'
  return new YukibanError('precondition-failed', message)
}

function notAllowed({ criterion, life }: CriterionVersion, step: DecidingStep): YukibanError {
  const allowed = stepsFrom(life.status)
  const instead = allowed.length === 0 ? 'that is final; write a new draft' : `it allows ${allowed.join(', ')}`
  const what = `version ${criterion.version} of criterion ${criterion.id} is ${life.status}`
  return new YukibanError('conflict', `${what} and cannot be ${PAST[step]}: ${instead}`)
}

const PAST: Readonly<Record<DecidingStep, string>> = {
  submit: 'submitted',
  publish: 'published',
  reject: 'rejected',
  withdraw: 'withdrawn',
}
