import { SECOND_MS } from '../domain/time.ts'
import { lastEventId } from '../store/events/last-event-id.ts'
import type { Api, ApiDeps } from './deps.ts'
import { type MapLines, makeMapLines } from './map-lines.ts'
import { MapLinesSchema, MapStateSchema } from './map-schema.ts'
import { makeMapState } from './map-state.ts'
import { type Principal, principalOf } from './principal.ts'
import { bodyOf } from './public-snapshot.ts'
import { record, ref } from './schema.ts'
import { type CachedBody, sendCached } from './send-cached.ts'
import { ShortMemo } from './short-memo.ts'

/** Roads change when somebody imports them: a map shows them at the latest after this. */
const LINES_KEEP_MS = 30 * SECOND_MS
/** Depths are as old as this at most; whatever the journal tells of shows at once. */
const STATE_KEEP_MS = 5 * SECOND_MS
/** Callers who see different things: authorities, contractors, narrowed keys. */
const MOST_VIEWS = 200
/** A browser keeps it for its person and asks each time whether it still holds. */
const CACHE = 'private, no-cache'

/** The map of an authority in two reads: lines, which hardly change, and everything that does. */
export function registerMap(app: Api, deps: ApiDeps): void {
  app.addSchema(MapLinesSchema)
  app.addSchema(MapStateSchema)
  const { db, clock } = deps
  const lines = new ShortMemo<MapLines>({ keepMs: LINES_KEEP_MS, most: MOST_VIEWS })
  const states = new ShortMemo<CachedBody>({ keepMs: STATE_KEEP_MS, most: MOST_VIEWS })
  const linesFor = (principal: Principal) =>
    lines.get(viewOf(principal), { nowMs: clock.now(), version: 0 }, () => makeMapLines(deps, principal, clock.now()))
  app.get(
    '/api/v1/map/lines',
    {
      config: { scope: 'routes:read' },
      schema: {
        summary: 'Every route as a line, for a map; a contractor gets those that concern it',
        description: `Compressed, with an ETag. Changed roads show after ${LINES_KEEP_MS / SECOND_MS} s at the latest.`,
        tags: ['routes'],
        querystring: record({}),
        response: { 200: ref(MapLinesSchema) },
      },
    },
    async (request, reply) => sendCached(request, reply, (await linesFor(principalOf(request))).body, CACHE),
  )
  app.get(
    '/api/v1/map/state',
    {
      config: { scope: 'routes:read' },
      schema: {
        summary: 'What changes on the map: condition, treatment, orders, sensors, forecast snowfall',
        description:
          'One read for all routes. Contractors get their own routes and orders, no sensors and no forecast. Compressed, ' +
          `with an ETag; depths are at most ${STATE_KEEP_MS / SECOND_MS} s older than asked for.`,
        tags: ['routes'],
        querystring: record({}),
        response: { 200: ref(MapStateSchema) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const make = async () => {
        const { cells } = await linesFor(principal)
        const state = await makeMapState(deps, principal, cells, clock.now())
        return bodyOf('application/json; charset=utf-8', JSON.stringify(state))
      }
      const asked = { nowMs: clock.now(), version: await lastEventId(db) }
      return sendCached(request, reply, await states.get(viewOf(principal), asked, make), CACHE)
    },
  )
}

/** Callers with the same name see the same. */
function viewOf({ authorityId, contractorId, scopes }: Principal): string {
  return JSON.stringify([authorityId, contractorId, [...scopes].sort()])
}
