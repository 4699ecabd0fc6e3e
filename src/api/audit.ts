import { listEvents } from '../store/events/list-events.ts'
import type { Api, ApiDeps } from './deps.ts'
import { EventSchema, eventView } from './journal-view.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { principalOf } from './principal.ts'
import { pageOf, record } from './schema.ts'

/** The journal as a list: who did what and when. */
export function registerAudit(app: Api, { db }: ApiDeps): void {
  app.addSchema(EventSchema)
  app.get(
    '/api/v1/audit',
    {
      config: { scope: 'audit:read' },
      schema: {
        summary: 'List the journal, oldest first',
        tags: ['journal'],
        querystring: record(PageQuery),
        response: { 200: pageOf(EventSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const [afterId] = decodeCursor(cursor, ['number']) ?? []
      const { authorityId } = principalOf(request)
      const rows = await listEvents(db, { authorityId, afterId, limit: limit + 1 })
      return toPage(rows, limit, (it) => [it.id], eventView)
    },
  )
}
