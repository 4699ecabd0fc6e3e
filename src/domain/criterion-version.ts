import type { EpochMs } from './time.ts'

/**
 * The life of one version of a criterion.
 *
 * An officer writes it (draft), asks for it to be read (review), and it is published or sent back (rejected). Whoever
 * finds it wrong takes it back (withdrawn), also after it was published: then the version published before holds again.
 * Editing a version under review makes it a draft again, so that nothing is published that was not read as it stands.
 * Rejected and withdrawn are final: what follows is a new draft. A version published outright has no draft before it.
 */
export const VERSION_STATUSES = ['draft', 'review', 'published', 'rejected', 'withdrawn'] as const
export type VersionStatus = (typeof VERSION_STATUSES)[number]

export const VERSION_STEPS = ['edit', 'submit', 'publish', 'reject', 'withdraw'] as const
/** What can be done with a version. */
export type VersionStep = (typeof VERSION_STEPS)[number]

/**
 * Whose publication counts. `any`: whoever may change criteria publishes what is written, also outright. `other`: only
 * somebody other than the one who wrote it publishes it, and only from review.
 */
export const REVIEW_POLICIES = ['any', 'other'] as const
export type ReviewPolicy = (typeof REVIEW_POLICIES)[number]

const STEPS: Readonly<Record<VersionStatus, Partial<Record<VersionStep, VersionStatus>>>> = {
  draft: { edit: 'draft', submit: 'review', publish: 'published', withdraw: 'withdrawn' },
  review: { edit: 'draft', publish: 'published', reject: 'rejected', withdraw: 'withdrawn' },
  published: { withdraw: 'withdrawn' },
  rejected: {},
  withdrawn: {},
}

/** The status after a step; undefined when the status does not allow it. */
export function afterStep(status: VersionStatus, step: VersionStep): VersionStatus | undefined {
  return STEPS[status][step]
}

/** What may be done with a version of this status, in the order of VERSION_STEPS. */
export function stepsFrom(status: VersionStatus): VersionStep[] {
  return VERSION_STEPS.filter((it) => afterStep(status, it) !== undefined)
}

/** Who did it, `kind:id`, and when. */
export interface VersionAct {
  readonly by: string
  readonly atMs: EpochMs
}

/** Where a version comes from and what became of it. */
export interface VersionLife {
  readonly status: VersionStatus
  /** Counts every change of text or status: what an ETag of the version says. */
  readonly revision: number
  /** Version it was written against; null: there was none published. */
  readonly basedOn: number | null
  /** Who wrote the text as it stands, `kind:id`. */
  readonly author: string
  readonly created: VersionAct
  /** When it last went to review; null: never. */
  readonly submitted: VersionAct | null
  /** When it was published, rejected or withdrawn; null: it still is a draft or under review. */
  readonly decided: VersionAct | null
  /** Why it was written; null: nobody said. */
  readonly note: string | null
  /** Why it was rejected or withdrawn, or what was said when it was published; null: nothing. */
  readonly decisionNote: string | null
}
