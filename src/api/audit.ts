import { type Static, Type } from 'typebox'
import { chainHead } from '../store/events/chain-head.ts'
import { type ChainedJournalEvent, listEvents } from '../store/events/list-events.ts'
import type { Api, ApiDeps } from './deps.ts'
import { EventSchema, eventView } from './journal-view.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { principalOf } from './principal.ts'
import { pageOf, record } from './schema.ts'

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hex.' })

/** An event with its place in the chain; the stream leaves that out, as it shows each reader other events. */
const AuditEventSchema = record(
  { ...EventSchema.properties, prevHash: Hash, hash: Hash },
  { $id: 'AuditEvent', description: '`hash` covers the event and `prevHash`, the hash of the event before it.' },
)

/** The journal as a list: who did what and when. */
export function registerAudit(app: Api, deps: ApiDeps): void {
  app.addSchema(EventSchema)
  app.addSchema(AuditEventSchema)
  registerList(app, deps)
  registerHead(app, deps)
}

function registerList(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/audit',
    {
      config: { scope: 'audit:read' },
      schema: {
        summary: 'List the journal, oldest first',
        tags: ['journal'],
        querystring: record(PageQuery),
        response: { 200: pageOf(AuditEventSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [afterId] = decodeCursor(cursor, ['number']) ?? []
      const { authorityId } = principalOf(request)
      const rows = await listEvents(db, { authorityId, afterId, limit: limit + 1 })
      return toPage(rows, limit, (it) => [it.id], auditEventView)
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

function auditEventView(event: ChainedJournalEvent): Static<typeof AuditEventSchema> {
  const { prevHash, hash } = event
  return { ...eventView(event), prevHash, hash }
}
