import { Type } from 'typebox'
import { chainHead } from '../store/events/chain-head.ts'
import { listEvents } from '../store/events/list-events.ts'
import { registerAuditCsv } from './audit-csv.ts'
import { AUDIT_FILTER, auditFilterOf } from './audit-filter.ts'
import { AuditEventSchema, auditEventViews, Hash } from './audit-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { EventSchema } from './journal-view.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { principalOf } from './principal.ts'
import { oneOf, pageOf, record } from './schema.ts'

/** The journal as a list: who did what and when. */
export function registerAudit(app: Api, deps: ApiDeps): void {
  app.addSchema(EventSchema)
  app.addSchema(AuditEventSchema)
  registerList(app, deps)
  registerHead(app, deps)
  registerAuditCsv(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/audit',
    {
      config: { scope: 'audit:read' },
      schema: {
        summary: 'List the journal, oldest first unless told otherwise',
        tags: ['journal'],
        querystring: record({
          ...PageQuery,
          ...AUDIT_FILTER,
          order: Type.Optional(oneOf(['oldest', 'newest'], 'What comes first; oldest unless given.')),
        }),
        response: { 200: pageOf(AuditEventSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, order = 'oldest', ...filter } = request.query
      const [lastId] = decodeCursor(cursor, ['number']) ?? []
      const { authorityId } = principalOf(request)
      const newestFirst = order === 'newest'
      const from = newestFirst ? { beforeId: lastId } : { afterId: lastId }
      const rows = await listEvents(db, {
        authorityId,
        ...auditFilterOf(filter),
        ...from,
        newestFirst,
        limit: limit + 1,
      })
      const views = await auditEventViews(db, rows)
      return toPage(
        views,
        limit,
        (it) => [it.id],
        (it) => it,
      )
    },
  )
}

function registerHead(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/audit/head',
    {
      config: { scope: 'audit:read' },
      schema: {
        summary: 'The newest place of the audit chain, to be noted elsewhere',
        description:
          'The chain runs through all authorities of the installation. `yukiban audit verify --expect HASH` proves ' +
          'later that what was noted is still part of it. With an empty journal: id 0 and a hash of zeros.',
        tags: ['journal'],
        querystring: record({}),
        response: { 200: record({ id: Type.Integer({ minimum: 0 }), hash: Hash }) },
      },
    },
    async () => chainHead(db),
  )
}
