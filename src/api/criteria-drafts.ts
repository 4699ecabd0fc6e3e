import { Type } from 'typebox'
import { editDraft } from '../store/criteria/edit-draft.ts'
import { findCriterionIdentity } from '../store/criteria/find-criterion-identity.ts'
import { listOpenVersions } from '../store/criteria/list-open-versions.ts'
import { saveDraft } from '../store/criteria/save-draft.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { registerCriteriaSteps } from './criteria-steps.ts'
import { CriterionBodySchema, criterionFieldsOf, refuseUnknownReferences } from './criterion-input.ts'
import { shownVersion, textOf, VersionParams, versionOf, versionsShown } from './criterion-versions.ts'
import { CriterionVersionView } from './criterion-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { expectedVersionOf } from './etag.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, principalOf } from './principal.ts'
import { IdParams, oneOf, pageOf, record, ref } from './schema.ts'
import { requireVersionEtag, versionEtag } from './version-etag.ts'

/** Criteria in the making: drafts, their review, and what becomes of them. */
export function registerCriteriaDrafts(app: Api, deps: ApiDeps): void {
  registerOpen(app, deps)
  registerRead(app, deps)
  registerCreate(app, deps)
  registerEdit(app, deps)
  registerCriteriaSteps(app, deps)
}

function registerOpen(app: Api, deps: ApiDeps): void {
  const { db, clock } = deps
  app.get(
    '/api/v1/criteria/drafts',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'What waits for somebody: drafts and versions under review, of every criterion',
        tags: ['criteria'],
        querystring: record({ ...PageQuery, status: Type.Optional(oneOf(['draft', 'review'])) }),
        response: { 200: pageOf(CriterionVersionView) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, status } = request.query
      const [id, version] = decodeCursor(cursor, ['string', 'number']) ?? []
      const { authorityId } = principalOf(request)
      const rows = await listOpenVersions(db, {
        authorityId,
        status: status === undefined ? ['draft', 'review'] : [status],
        limit: limit + 1,
        ...(id === undefined || version === undefined ? {} : { after: { id, version } }),
      })
      const show = await versionsShown(deps, authorityId, rows, clock.now())
      return toPage(rows, limit, ({ criterion }) => [criterion.id, criterion.version], show)
    },
  )
}

function registerRead(app: Api, deps: ApiDeps): void {
  const { db, clock } = deps
  app.get(
    '/api/v1/criteria/:id/versions/:version',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'One version of a criterion; its ETag goes into If-Match of a step or an edit',
        tags: ['criteria'],
        params: VersionParams,
        response: { 200: ref(CriterionVersionView) },
      },
    },
    async (request, reply) => {
      const { id, version } = request.params
      const found = await versionOf(db, principalOf(request), id, version)
      reply.header('etag', versionEtag(found))
      return shownVersion(deps, found, clock.now())
    },
  )
}

function registerCreate(app: Api, deps: ApiDeps): void {
  const { db, clock } = deps
  app.post(
    '/api/v1/criteria/:id/drafts',
    {
      config: {
        scope: 'criteria:write',
        errors: ['precondition-required', 'precondition-failed'],
        reads: ['If-Match', 'If-None-Match'],
      },
      schema: {
        summary: 'Draft a change (If-Match: the ETag of the criterion) or a new criterion (If-None-Match: *)',
        tags: ['criteria'],
        params: IdParams,
        body: CriterionBodySchema,
        response: { 201: ref(CriterionVersionView) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { headers, body } = request
      const expectedVersion = expectedVersionOf(headers['if-match'], headers['if-none-match'], 'criterion')
      const fields = criterionFieldsOf(body, id)
      const { authorityId } = principal
      const [actor, nowMs] = [actorOf(principal), clock.now()]
      const saved = await db.transaction().execute(async (trx) => {
        if (expectedVersion !== 0) ownedBy(principal, await findCriterionIdentity(trx, id), 'criterion', id)
        await refuseUnknownReferences(trx, authorityId, fields)
        const criterion = { ...fields, authorityId }
        const note = body.note ?? null
        const draft = await saveDraft(trx, { criterion, expectedVersion, author: textOf(actor), note, nowMs })
        const data = { fromVersion: draft.life.basedOn, toVersion: draft.criterion.version, note }
        await recordEvent(trx, { authorityId, atMs: nowMs, type: 'criterion.drafted', actor, subject: id, data })
        return draft
      })
      reply.code(201).header('etag', versionEtag(saved))
      reply.header('location', `/api/v1/criteria/${id}/versions/${saved.criterion.version}`)
      return shownVersion(deps, saved, nowMs)
    },
  )
}

function registerEdit(app: Api, deps: ApiDeps): void {
  const { db, clock } = deps
  app.put(
    '/api/v1/criteria/:id/drafts/:version',
    {
      config: {
        scope: 'criteria:write',
        errors: ['precondition-required', 'precondition-failed', 'conflict'],
        reads: ['If-Match'],
      },
      schema: {
        summary: 'Write a draft anew (If-Match: the ETag of the version); one under review is a draft again',
        tags: ['criteria'],
        params: VersionParams,
        body: CriterionBodySchema,
        response: { 200: ref(CriterionVersionView) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id, version } = request.params
      const { authorityId } = principal
      const fields = criterionFieldsOf(request.body, id)
      const { note } = request.body
      const [actor, nowMs] = [actorOf(principal), clock.now()]
      const saved = await db.transaction().execute(async (trx) => {
        const found = await versionOf(trx, principal, id, version)
        requireVersionEtag(found, request.headers['if-match'])
        await refuseUnknownReferences(trx, authorityId, fields)
        const edited = await editDraft(trx, found, { body: fields, author: textOf(actor), note })
        const data = {
          fromVersion: edited.life.basedOn,
          toVersion: version,
          from: found.life.status,
          note: note ?? null,
        }
        await recordEvent(trx, { authorityId, atMs: nowMs, type: 'criterion.edited', actor, subject: id, data })
        return edited
      })
      reply.header('etag', versionEtag(saved))
      return shownVersion(deps, saved, nowMs)
    },
  )
}
