import { Type } from 'typebox'
import { checkRoster } from '../district/check-roster.ts'
import type { RosterInput } from '../district/district-schema.ts'
import type { RosterEntry } from '../domain/roster.ts'
import { DAY_MS } from '../domain/time.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { THINGS } from '../problems/texts/parts.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { listContractors } from '../store/contractors/list-contractors.ts'
import type { Db, Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { listRosterPlaces, type PlaceRoster } from '../store/roster/list-roster-places.ts'
import { replacePlaceRoster } from '../store/roster/replace-place-roster.ts'
import { findRoute } from '../store/routes/find-route.ts'
import { requireContentEtag } from './content-etag.ts'
import type { Api, ApiDeps } from './deps.ts'
import { actorOf, noSuch, ownedBy, type Principal, principalOf } from './principal.ts'
import { gapsOf, registerCoverage } from './roster-coverage.ts'
import {
  DutySpanSchema,
  PLACE_KINDS,
  type RosterEntryFields,
  RosterEntrySchema,
  RosterFirmSchema,
  RosterInputSchema,
  RosterSchema,
  rosterView,
} from './roster-view.ts'
import { oneOf, record, ref } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** How far ahead a changed roster is looked at for hours in which nobody is on duty. */
const GAPS_AHEAD_DAYS = 14

const PlaceParams = record({ kind: oneOf(PLACE_KINDS), id: Type.String({ minLength: 1, maxLength: 128 }) })

/** The roster (当番表): who is asked at a block or a route, and when; and the hours in which nobody would be. */
export function registerRosters(app: Api, deps: ApiDeps): void {
  for (const schema of [RosterEntrySchema, RosterSchema, DutySpanSchema, RosterFirmSchema]) app.addSchema(schema)
  registerReads(app, deps)
  registerPut(app, deps)
  registerCoverage(app, deps)
}

function registerReads(app: Api, { db }: ApiDeps): void {
  app.get(
    '/api/v1/rosters',
    {
      config: { scope: 'roster:read' },
      schema: {
        summary: 'Rosters of every block, and of the routes with one of their own',
        tags: ['roster'],
        querystring: record({}),
        response: {
          200: record({ items: Type.Array(ref(RosterSchema)), contractors: Type.Array(ref(RosterFirmSchema)) }),
        },
      },
    },
    async (request) => {
      const { authorityId } = principalOf(request)
      const timeZone = await timeZoneOf(db, authorityId)
      const places = await listRosterPlaces(db, authorityId)
      return { items: places.map((it) => rosterView(it, timeZone)), contractors: await firmsOf(db, authorityId) }
    },
  )
  app.get(
    '/api/v1/rosters/:kind/:id',
    {
      config: { scope: 'roster:read' },
      schema: {
        summary: 'The roster of one block or route; its ETag goes into If-Match of a change',
        tags: ['roster'],
        params: PlaceParams,
        response: { 200: ref(RosterSchema) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const place = await requirePlace(db, principal, request.params)
      const view = rosterView(place, await timeZoneOf(db, principal.authorityId))
      reply.header('etag', view.etag)
      return view
    },
  )
}

function registerPut(app: Api, { db, clock }: ApiDeps): void {
  app.put(
    '/api/v1/rosters/:kind/:id',
    {
      config: {
        scope: 'roster:write',
        errors: ['precondition-required', 'precondition-failed'],
        reads: ['If-Match'],
      },
      schema: {
        summary: 'Write the roster of one block or route anew',
        description:
          'A route with entries goes by them alone; with none it goes by its block again. Orders under way keep whom ' +
          `they asked. \`gaps\` are the hours of the next ${GAPS_AHEAD_DAYS} days in which nobody could be asked.`,
        tags: ['roster'],
        params: PlaceParams,
        body: RosterInputSchema,
        response: { 200: record({ roster: ref(RosterSchema), gaps: Type.Array(ref(DutySpanSchema)) }) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const nowMs = clock.now()
      const timeZone = await timeZoneOf(db, principal.authorityId)
      const saved = await db.transaction().execute(async (trx) => {
        const before = await requirePlace(trx, principal, request.params)
        const old = rosterView(before, timeZone)
        requireContentEtag(
          old.etag,
          request.headers['if-match'],
          say('the-roster-of', { thing: THINGS[before.kind], id: before.id }),
        )
        const entries = await checkedEntries(trx, before, request.body.entries, timeZone)
        await replacePlaceRoster(trx, before, entries)
        const after = rosterView(await requirePlace(trx, principal, request.params), timeZone)
        if (after.etag !== old.etag) await noteSaved(trx, principal, old, after, nowMs)
        return after
      })
      reply.header('etag', saved.etag)
      const window = { fromMs: nowMs, toMs: nowMs + GAPS_AHEAD_DAYS * DAY_MS, timeZone }
      return { roster: saved, gaps: await gapsOf(db, principal.authorityId, saved, window) }
    },
  )
}

async function noteSaved(
  trx: Trx,
  principal: Principal,
  before: ReturnType<typeof rosterView>,
  after: ReturnType<typeof rosterView>,
  atMs: number,
): Promise<void> {
  const { kind, id: subject } = after
  const { authorityId } = principal
  const data = { kind, from: before.entries, to: after.entries }
  await recordEvent(trx, { authorityId, atMs, type: 'roster.saved', actor: actorOf(principal), subject, data })
}

/** The block or route with its roster, empty for a route without one. Throws `not-found` for what is another's. */
async function requirePlace(
  db: Db | Trx,
  principal: Principal,
  { kind, id }: { readonly kind: PlaceRoster['kind']; readonly id: string },
): Promise<PlaceRoster> {
  const { authorityId } = principal
  const place = (await listRosterPlaces(db, authorityId)).find((it) => it.kind === kind && it.id === id)
  if (place !== undefined) return place
  if (kind === 'block') throw noSuch('block', id)
  const { name, blockId } = ownedBy(principal, await findRoute(db, id), 'route', id)
  return { kind, id, name, authorityId, blockId, routes: 1, entries: [] }
}

async function checkedEntries(
  trx: Trx,
  place: PlaceRoster,
  fields: readonly RosterEntryFields[],
  timeZone: string,
): Promise<RosterEntry[]> {
  const firms = new Set((await listContractors(trx, { authorityId: place.authorityId })).map((it) => it.id))
  const problems: SpokenProblem[] = []
  const rows = fields.map((it, i) => ({ path: `entries[${i}]`, value: rowOf(it, place) }))
  const refer = (section: string, id: string | undefined, field: string) => {
    if (section !== 'contractors' || id === undefined || firms.has(id)) return
    problems.push(fieldProblem(field, say('no-contractor-of-yours'), id))
  }
  const entries = checkRoster(rows, timeZone, refer, problems)
  problems.push(...timeProblems(rows))
  if (problems.length > 0) throw invalidRequest(problems)
  return entries
}

function timeProblems(rows: readonly { readonly path: string; readonly value: RosterInput }[]): SpokenProblem[] {
  return rows.flatMap(({ path, value }) =>
    (['fromTime', 'toTime'] as const).flatMap((name) => {
      const given = value[name]
      if (given === undefined || /^([01]\d|2[0-3]):[0-5]\d$/.test(given)) return []
      return [fieldProblem(`${path}.${name}`, say('not-a-time-of-day'), given)]
    }),
  )
}

/** The entry as a row of the district file, which is checked by the same rules. */
function rowOf(fields: RosterEntryFields, place: PlaceRoster): RosterInput {
  const { contractor, rank, from, to, days, fromTime, toTime } = fields
  return {
    ...(place.kind === 'block' ? { block: place.id } : { route: place.id }),
    contractor,
    rank,
    ...(typeof from === 'string' ? { from } : {}),
    ...(typeof to === 'string' ? { to } : {}),
    ...(days === null || days === undefined ? {} : { days: [...days] }),
    ...(typeof fromTime === 'string' ? { fromTime } : {}),
    ...(typeof toTime === 'string' ? { toTime } : {}),
  }
}

async function firmsOf(db: Db, authorityId: string) {
  const firms = await listContractors(db, { authorityId })
  return firms.map(({ id, name, capacity }) => ({ id, name, capacity }))
}

async function timeZoneOf(db: Db, authorityId: string): Promise<string> {
  return (await findAuthority(db, authorityId))?.timeZone ?? 'UTC'
}
