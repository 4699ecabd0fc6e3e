import { Type } from 'typebox'
import type { CriterionFields } from '../criteria/criterion-schema.ts'
import type { Criterion } from '../domain/criterion.ts'
import { VERSION_STATUSES } from '../domain/criterion-version.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { findCriterion } from '../store/criteria/find-criterion.ts'
import { findCriterionIdentity } from '../store/criteria/find-criterion-identity.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import { listCriterionVersions } from '../store/criteria/list-criterion-versions.ts'
import { listPublishedCriteria } from '../store/criteria/list-published-criteria.ts'
import { saveCriterion } from '../store/criteria/save-criterion.ts'
import type { Trx } from '../store/database.ts'
import { recordCriterionSaved } from '../store/events/record-criterion-saved.ts'
import { CriterionBodySchema, criterionFieldsOf, refuseUnknownReferences } from './criterion-input.ts'
import { versionsShown } from './criterion-versions.ts'
import { CheckedCriterionView, CriterionVersionView, CriterionView, criterionView } from './criterion-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { expectedVersionOf } from './etag.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, oneOf, pageOf, record, ref } from './schema.ts'
import { instantOf } from './times.ts'

/** Dispatch criteria (出動基準): read, changed under optimistic locking, with every version kept. */
export function registerCriteria(app: Api, deps: ApiDeps): void {
  app.addSchema(CriterionView)
  app.addSchema(CheckedCriterionView)
  app.addSchema(CriterionVersionView)
  registerList(app, deps)
  registerOne(app, deps)
  registerVersions(app, deps)
  registerPut(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/criteria',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'List criteria: the newest published versions, or those in force at a moment',
        tags: ['criteria'],
        querystring: record({
          ...PageQuery,
          inForceAt: Type.Optional(
            Type.String({ description: 'A moment: then the versions whose days hold it, instead of the newest.' }),
          ),
        }),
        response: { 200: pageOf(CriterionView) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, inForceAt } = request.query
      const [after = ''] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const criteria =
        inForceAt === undefined
          ? await listPublishedCriteria(db, { authorityId })
          : await listCriteria(db, { authorityId, atMs: instantOf('inForceAt', inForceAt) })
      const rows = criteria.filter((it) => it.id > after)
      return toPage(rows, limit, (it) => [it.id], criterionView)
    },
  )
}

function registerOne(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/criteria/:id',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'One criterion as it is published; its ETag goes into If-Match of a change',
        tags: ['criteria'],
        params: IdParams,
        response: { 200: ref(CriterionView) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { published } = ownedBy(principalOf(request), await findCriterionIdentity(db, id), 'criterion', id)
      const criterion = await findCriterion(db, id)
      if (published === null || criterion === undefined) {
        throw new YukibanError('not-found', say('criterion-unpublished', { id }))
      }
      reply.header('etag', `"v${criterion.version}"`)
      return criterionView(criterion)
    },
  )
}

function registerVersions(app: Api, deps: ApiDeps): void {
  const { db, clock } = deps
  app.get(
    '/api/v1/criteria/:id/versions',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'Every version of a criterion, newest first: drafts, published ones and what became of the others',
        tags: ['criteria'],
        params: IdParams,
        querystring: record({ ...PageQuery, status: Type.Optional(oneOf(VERSION_STATUSES)) }),
        response: { 200: pageOf(CriterionVersionView) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit = DEFAULT_LIMIT, cursor, status } = request.query
      const [before] = decodeCursor(cursor, ['number']) ?? []
      const criterion = ownedBy(principalOf(request), await findCriterionIdentity(db, id), 'criterion', id)
      const { authorityId } = criterion
      const rows = await listCriterionVersions(db, criterion, limit + 1, { before, status })
      const show = await versionsShown(deps, authorityId, rows, clock.now())
      return toPage(rows, limit, (it) => [it.criterion.version], show)
    },
  )
}

function registerPut(app: Api, { db, clock, config }: ApiDeps): void {
  app.put(
    '/api/v1/criteria/:id',
    {
      config: {
        scope: 'criteria:write',
        errors: ['precondition-required', 'precondition-failed', 'review-required'],
        reads: ['If-Match', 'If-None-Match'],
      },
      schema: {
        summary: 'Publish a changed criterion (If-Match: its ETag) or a new one (If-None-Match: *) at once',
        tags: ['criteria'],
        params: IdParams,
        body: CriterionBodySchema,
        response: { 200: ref(CriterionView), 201: ref(CriterionView) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { headers, body } = request
      const expectedVersion = expectedVersionOf(headers['if-match'], headers['if-none-match'], 'criterion')
      if (config.criteriaReview === 'other') {
        throw new YukibanError('review-required', say('criterion-not-outright', { id }))
      }
      const publishing = { fields: criterionFieldsOf(body, id), expectedVersion, note: body.note ?? null }
      const saved = await db
        .transaction()
        .execute((trx) => publishOutright(trx, principal, { ...publishing, nowMs: clock.now() }))
      reply.code(expectedVersion === 0 ? 201 : 200).header('etag', `"v${saved.version}"`)
      if (expectedVersion === 0) reply.header('location', `/api/v1/criteria/${id}`)
      return criterionView(saved)
    },
  )
}

interface Publishing {
  readonly fields: CriterionFields
  /** 0: there must be none yet. */
  readonly expectedVersion: number
  readonly note: string | null
  readonly nowMs: number
}

async function publishOutright(
  trx: Trx,
  principal: Principal,
  { fields, expectedVersion, note, nowMs }: Publishing,
): Promise<Criterion> {
  const { id } = fields
  const { authorityId } = principal
  const actor = actorOf(principal)
  const current = await findCriterionIdentity(trx, id)
  if (expectedVersion !== 0) ownedBy(principal, current, 'criterion', id)
  await refuseUnknownReferences(trx, authorityId, fields)
  const by = `${actor.kind}:${actor.id}`
  const change = { criterion: { ...fields, authorityId }, expectedVersion, actor: by, note, nowMs }
  const criterion = await saveCriterion(trx, change)
  const fromVersion = current?.published ?? null
  if (criterion.version !== fromVersion) {
    await recordCriterionSaved(trx, { criterion, fromVersion, actor, note, atMs: nowMs })
  }
  return criterion
}
