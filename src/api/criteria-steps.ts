import { Type } from 'typebox'
import type { Actor } from '../domain/order.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { type DecidingStep, type SteppedVersion, stepVersion } from '../store/criteria/step-version.ts'
import type { CriterionVersion } from '../store/criteria/version-row.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { NoteSchema, refuseUnknownReferences } from './criterion-input.ts'
import { shownVersion, textOf, VersionParams, versionOf } from './criterion-versions.ts'
import { CriterionVersionView } from './criterion-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { actorOf, principalOf } from './principal.ts'
import { record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'
import { requireVersionEtag, versionEtag } from './version-etag.ts'

/** What becomes of a version: one call a step, under the ETag of the version as it was read. */
export function registerCriteriaSteps(app: Api, deps: ApiDeps): void {
  for (const [step, summary] of STEPS) registerStep(app, deps, step, summary)
}

const STEPS = [
  ['submit', 'Ask for a draft to be reviewed'],
  ['publish', 'Publish a version: it holds on its days from now on'],
  ['reject', 'Send a version under review back, with a reason'],
  ['withdraw', 'Take a version back, published or not'],
] as const satisfies readonly (readonly [DecidingStep, string])[]

const EVENTS: Readonly<Record<DecidingStep, string>> = {
  submit: 'criterion.submitted',
  publish: 'criterion.published',
  reject: 'criterion.rejected',
  withdraw: 'criterion.withdrawn',
}

function registerStep(app: Api, deps: ApiDeps, step: DecidingStep, summary: string): void {
  const { db, clock, config } = deps
  app.post(
    `/api/v1/criteria/:id/versions/:version/${step}`,
    {
      config: {
        scope: 'criteria:write',
        errors: ['precondition-required', 'precondition-failed', 'conflict', 'review-required'],
        reads: ['If-Match'],
      },
      schema: {
        summary: `${summary} (If-Match: the ETag of the version)`,
        tags: ['criteria'],
        params: VersionParams,
        body: record({ reason: Type.Optional(NoteSchema) }),
        response: { 200: ref(CriterionVersionView) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id, version } = request.params
      const note = request.body.reason ?? null
      const [actor, nowMs] = [actorOf(principal), clock.now()]
      const stepped = await db.transaction().execute(async (trx) => {
        const found = await versionOf(trx, principal, id, version)
        requireVersionEtag(found, request.headers['if-match'])
        requireReason(found, step, note)
        if (step === 'publish') await refuseUnknownReferences(trx, principal.authorityId, found.criterion)
        const policy = config.criteriaReview
        const after = await stepVersion(trx, found, { step, actor: textOf(actor), note, policy, nowMs })
        await recordStep(trx, after, { step, actor, note, nowMs, from: found.life.status })
        return after
      })
      reply.header('etag', versionEtag(stepped))
      return shownVersion(deps, stepped, nowMs)
    },
  )
}

interface StepRecord {
  readonly step: DecidingStep
  readonly actor: Actor
  readonly note: string | null
  readonly nowMs: number
  readonly from: string
}

async function recordStep(
  trx: Trx,
  after: SteppedVersion,
  { step, actor, note, nowMs, from }: StepRecord,
): Promise<void> {
  const { criterion, life, publishedBefore, publishedAfter } = after
  const moved = step === 'publish' || (step === 'withdraw' && from === 'published')
  const data = {
    version: criterion.version,
    from,
    to: life.status,
    fromVersion: moved ? publishedBefore : life.basedOn,
    toVersion: moved ? publishedAfter : criterion.version,
    author: life.author,
    note,
  }
  const { authorityId, id } = criterion
  await recordEvent(trx, { authorityId, atMs: nowMs, type: EVENTS[step], actor, subject: id, data })
}

/** To send something back, or take back what was published, without saying why helps nobody next morning. */
function requireReason({ life }: CriterionVersion, step: DecidingStep, note: string | null): void {
  const needed = step === 'reject' || (step === 'withdraw' && life.status === 'published')
  if (!needed || note !== null) return
  throw invalidRequest([fieldProblem('reason', say('step-needs-reason'))])
}
