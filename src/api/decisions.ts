import { Type } from 'typebox'
import { findDecision } from '../store/decisions/find-decision.ts'
import { listDecisions } from '../store/decisions/list-decisions.ts'
import { DECISION_SCHEMAS, DecisionSchema, decisionView } from './decision-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { DEFAULT_LIMIT, decodeCursor, PageQuery, toPage } from './paging.ts'
import { ownedBy, principalOf } from './principal.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'

/** Recorded decisions: what was decided, why, and on which evidence. */
export function registerDecisions(app: Api, { db }: ApiDeps): void {
  for (const schema of DECISION_SCHEMAS) app.addSchema(schema)
  app.get(
    '/api/v1/decisions',
    {
      config: { scope: 'decisions:read' },
      schema: {
        summary: 'List decisions, newest first',
        tags: ['decisions'],
        querystring: record({ ...PageQuery, route: Type.Optional(Type.String({ minLength: 1 })) }),
        response: { 200: pageOf(DecisionSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, route } = request.query
      const [before] = decodeCursor(cursor, ['string']) ?? []
      const { authorityId } = principalOf(request)
      const rows = await listDecisions(db, { authorityId, routeId: route, before, limit: limit + 1 })
      return toPage(rows, limit, (it) => [it.id], decisionView)
    },
  )
  app.get(
    '/api/v1/decisions/:id',
    {
      config: { scope: 'decisions:read' },
      schema: {
        summary: 'One decision',
        tags: ['decisions'],
        params: IdParams,
        response: { 200: ref(DecisionSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      return decisionView(ownedBy(principalOf(request), await findDecision(db, id), 'decision', id))
    },
  )
}
