import { type Static, Type } from 'typebox'
import { type CriterionFields, CriterionSchema, parseCriterion } from '../criteria/criterion-schema.ts'
import type { Criterion } from '../domain/criterion.ts'
import { toIso } from '../domain/time.ts'
import { listBlocks } from '../store/blocks/list-blocks.ts'
import { findCriterion } from '../store/criteria/find-criterion.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import { listCriterionVersions } from '../store/criteria/list-criterion-versions.ts'
import { saveCriterion } from '../store/criteria/save-criterion.ts'
import type { Trx } from '../store/database.ts'
import { recordCriterionSaved } from '../store/events/record-criterion-saved.ts'
import { findRoute } from '../store/routes/find-route.ts'
import type { Api, ApiDeps } from './deps.ts'
import { expectedVersionOf } from './etag.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { actorOf, ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, oneOf, pageOf, record, ref, Time } from './schema.ts'
import { invalidRequest } from './validation.ts'

const CriterionView = record(
  {
    id: Type.String(),
    version: Type.Integer(),
    enabled: Type.Boolean(),
    scope: Type.Unsafe<Criterion['scope']>({
      type: 'object',
      required: ['kind'],
      properties: {
        kind: { type: 'string', enum: ['authority', 'road-class', 'block', 'route'] },
        roadClass: { type: 'string' },
        id: { type: 'string' },
      },
    }),
    mode: oneOf(['support', 'automatic']),
    level: oneOf(['standby', 'dispatch']),
    rule: Type.Unsafe<Criterion['rule']>({ type: 'object', additionalProperties: true }),
    respondMin: Type.Number({ description: 'Time a contractor has to answer, minutes.' }),
  },
  { $id: 'Criterion' },
)

const VersionView = record(
  { criterion: ref(CriterionView), createdAt: Time, actor: Type.String() },
  { $id: 'CriterionVersion' },
)

/** Dispatch criteria (出動基準): read, changed under optimistic locking, with every version kept. */
export function registerCriteria(app: Api, deps: ApiDeps): void {
  app.addSchema(CriterionView)
  app.addSchema(VersionView)
  registerReads(app, deps)
  registerVersions(app, deps)
  registerPut(app, deps)
}

function registerReads(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/criteria',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'List criteria',
        tags: ['criteria'],
        querystring: record(PageQuery),
        response: { 200: pageOf(CriterionView) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [after = ''] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const rows = (await listCriteria(db, { authorityId })).filter((it) => it.id > after)
      return toPage(rows, limit, (it) => [it.id], criterionView)
    },
  )
  app.get(
    '/api/v1/criteria/:id',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'One criterion; its ETag goes into If-Match of a change',
        tags: ['criteria'],
        params: IdParams,
        response: { 200: ref(CriterionView) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const criterion = ownedBy(principalOf(request), await findCriterion(db, id), 'criterion', id)
      reply.header('etag', etagOf(criterion))
      return criterionView(criterion)
    },
  )
}

function registerVersions(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/criteria/:id/versions',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'Every version of a criterion, newest first',
        tags: ['criteria'],
        params: IdParams,
        querystring: record(PageQuery),
        response: { 200: pageOf(VersionView) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [before] = decodeCursor(cursor, ['number']) ?? []
      const criterion = ownedBy(principalOf(request), await findCriterion(db, id), 'criterion', id)
      const rows = await listCriterionVersions(db, criterion, limit + 1, before)
      return toPage(
        rows,
        limit,
        (it) => [it.criterion.version],
        (it) => ({ criterion: criterionView(it.criterion), createdAt: toIso(it.createdAtMs), actor: it.actor }),
      )
    },
  )
}

function registerPut(app: Api, { db, clock }: ApiDeps): void {
  app.put(
    '/api/v1/criteria/:id',
    {
      config: {
        scope: 'criteria:write',
        errors: ['precondition-required', 'precondition-failed'],
        reads: ['If-Match', 'If-None-Match'],
      },
      schema: {
        summary: 'Change a criterion (If-Match: its ETag) or create one (If-None-Match: *)',
        tags: ['criteria'],
        params: IdParams,
        body: Type.Object(
          { ...CriterionSchema.properties, id: Type.Optional(CriterionSchema.properties.id) },
          { additionalProperties: false },
        ),
        response: { 200: ref(CriterionView), 201: ref(CriterionView) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { headers } = request
      const expectedVersion = expectedVersionOf(headers['if-match'], headers['if-none-match'], 'criterion')
      const fields = fieldsOf(request.body, id)
      const nowMs = clock.now()
      const saved = await db.transaction().execute(async (trx) => {
        const current = await findCriterion(trx, id)
        if (expectedVersion !== 0) ownedBy(principal, current, 'criterion', id)
        await refuseUnknownScope(trx, principal, fields)
        return save(trx, principal, fields, { expectedVersion, nowMs, currentVersion: current?.version ?? null })
      })
      reply.code(expectedVersion === 0 ? 201 : 200).header('etag', etagOf(saved))
      if (expectedVersion === 0) reply.header('location', `/api/v1/criteria/${id}`)
      return criterionView(saved)
    },
  )
}

interface SaveOptions {
  readonly expectedVersion: number
  readonly nowMs: number
  /** What is stored before; null for nothing. */
  readonly currentVersion: number | null
}

async function save(trx: Trx, principal: Principal, fields: CriterionFields, options: SaveOptions): Promise<Criterion> {
  const { authorityId } = principal
  const { expectedVersion, nowMs } = options
  const actor = actorOf(principal)
  const criterion = await saveCriterion(trx, {
    criterion: { ...fields, authorityId },
    expectedVersion,
    actor: `${actor.kind}:${actor.id}`,
    nowMs,
  })
  if (criterion.version !== options.currentVersion) {
    await recordCriterionSaved(trx, { criterion, fromVersion: options.currentVersion, actor, atMs: nowMs })
  }
  return criterion
}

function fieldsOf(body: object, id: string): CriterionFields {
  if ('id' in body && body.id !== id) {
    throw invalidRequest([{ field: 'id', value: String(body.id), message: `must be ${id}, as in the path, or absent` }])
  }
  const fields = parseCriterion({ ...body, id }, '')
  if (Array.isArray(fields)) throw invalidRequest(fields)
  return fields
}

async function refuseUnknownScope(trx: Trx, principal: Principal, { scope }: CriterionFields): Promise<void> {
  if (scope.kind !== 'route' && scope.kind !== 'block') return
  const { authorityId } = principal
  const known =
    scope.kind === 'route'
      ? (await findRoute(trx, scope.id))?.authorityId === authorityId
      : (await listBlocks(trx, { authorityId })).some((it) => it.id === scope.id)
  if (known) return
  throw invalidRequest([
    { field: 'scope.id', value: scope.id, message: `must be the id of one of your ${scope.kind}s` },
  ])
}

function etagOf(criterion: Criterion): string {
  return `"v${criterion.version}"`
}

function criterionView(criterion: Criterion): Static<typeof CriterionView> {
  const { authorityId: _, ...rest } = criterion
  return rest
}
