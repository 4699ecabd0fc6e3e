import { type Static, Type } from 'typebox'
import {
  type CoverageWindow,
  coverageOf,
  type DutySpan,
  datesOf,
  type RosterPlace,
} from '../dispatch/roster-coverage.ts'
import { DAY_MS, toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { listContractors } from '../store/contractors/list-contractors.ts'
import type { Db } from '../store/database.ts'
import { listHolidays } from '../store/holidays/list-holidays.ts'
import { findRoster } from '../store/roster/find-roster.ts'
import { listRosterPlaces } from '../store/roster/list-roster-places.ts'
import type { Api, ApiDeps } from './deps.ts'
import { principalOf } from './principal.ts'
import { DutySpanSchema, PLACE_KINDS, RosterFirmSchema } from './roster-view.ts'
import { oneOf, record, ref, Time } from './schema.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

/** A fortnight is looked at unless told, five weeks at most: a month's calendar with the ends of its weeks. */
const DEFAULT_DAYS = 14
const MAX_DAYS = 36

const Moment = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 40, description }))

/** `GET /api/v1/rosters/coverage`: who would be asked where, first, second …, and when nobody would. */
export function registerCoverage(app: Api, { db, clock }: ApiDeps): void {
  app.get(
    '/api/v1/rosters/coverage',
    {
      config: { scope: 'roster:read' },
      schema: {
        summary: 'Who would be asked at each place, hour by hour, and when nobody would',
        description:
          'By the ranking that dispatch uses; what contractors have in hand and who stands by is not known ahead. ' +
          'Without `routes` a gap calls nobody in vain.',
        tags: ['roster'],
        querystring: record({
          from: Moment('ISO 8601; now unless given.'),
          to: Moment(`ISO 8601; ${DEFAULT_DAYS} days after \`from\` unless given, ${MAX_DAYS} at most.`),
        }),
        response: {
          200: record({
            from: Time,
            to: Time,
            timeZone: Type.String(),
            contractors: Type.Array(ref(RosterFirmSchema)),
            holidays: Type.Array(record({ date: Type.String(), name: Type.String() })),
            places: Type.Array(
              record({
                kind: oneOf(PLACE_KINDS),
                id: Type.String(),
                name: Type.String(),
                blockId: Type.String(),
                routes: Type.Integer({ description: 'Routes that go by it.' }),
                spans: Type.Array(ref(DutySpanSchema), { description: 'Without a hole between them.' }),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { authorityId } = principalOf(request)
      const window = windowOf(request.query, clock.now(), (await findAuthority(db, authorityId))?.timeZone ?? 'UTC')
      const roster = await findRoster(db, authorityId)
      const holidays = await listHolidays(db, authorityId)
      const dates = new Set(holidays.map((it) => it.date))
      const places = await listRosterPlaces(db, authorityId)
      const shown = new Set(datesOf(window))
      const firms = await listContractors(db, { authorityId })
      return {
        from: toIso(window.fromMs),
        to: toIso(window.toMs),
        timeZone: window.timeZone,
        contractors: firms.map(({ id, name, capacity }) => ({ id, name, capacity })),
        holidays: holidays.filter((it) => shown.has(it.date)),
        places: places.map(({ kind, id, name, blockId, routes }) => ({
          kind,
          id,
          name,
          blockId,
          routes,
          spans: coverageOf(roster, { kind, id, blockId }, window, dates).map(spanView),
        })),
      }
    },
  )
}

/** The hours of a window in which nobody could be asked at a place; none where no route goes by its roster. */
export async function gapsOf(
  db: Db,
  authorityId: string,
  place: RosterPlace & { readonly routes: number },
  window: CoverageWindow,
): Promise<Static<typeof DutySpanSchema>[]> {
  if (place.routes === 0) return []
  const roster = await findRoster(db, authorityId)
  const holidays = new Set((await listHolidays(db, authorityId)).map((it) => it.date))
  return coverageOf(roster, place, window, holidays)
    .filter((it) => it.gap !== null)
    .map(spanView)
}

function windowOf(
  query: { readonly from?: string; readonly to?: string },
  nowMs: number,
  timeZone: string,
): CoverageWindow {
  const fromMs = query.from === undefined ? nowMs : instantOf('from', query.from)
  const toMs = query.to === undefined ? fromMs + DEFAULT_DAYS * DAY_MS : instantOf('to', query.to)
  if (toMs > fromMs && toMs - fromMs <= MAX_DAYS * DAY_MS) return { fromMs, toMs, timeZone }
  throw invalidRequest([fieldProblem('to', say('not-after-from-within', { days: MAX_DAYS }), query.to ?? toIso(toMs))])
}

function spanView({ fromMs, toMs, asked, gap }: DutySpan): Static<typeof DutySpanSchema> {
  return {
    from: toIso(fromMs),
    to: toIso(toMs),
    asked: asked.map((it) => ({ contractor: it.contractorId, rank: it.rank })),
    // dispatch knows of more reasons, which come from what is in hand
    gap: gap === null ? null : gap === 'no-roster' ? 'no-roster' : 'nobody-on-duty',
  }
}
