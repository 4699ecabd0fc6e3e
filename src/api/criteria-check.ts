import { Type } from 'typebox'
import { standings, standingText } from '../criteria/precedence.ts'
import type { Criterion } from '../domain/criterion.ts'
import { REVIEW_POLICIES } from '../domain/criterion-version.ts'
import { type EpochMs, localDate, localMidnight, toIso } from '../domain/time.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { activeModes } from '../store/city-modes/active-modes.ts'
import { findCriterionIdentity } from '../store/criteria/find-criterion-identity.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import { CriterionBodySchema, criterionFieldsOf, refuseUnknownReferences } from './criterion-input.ts'
import { CheckedCriterionView, criterionView, WordsView } from './criterion-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { noSuch, ownedBy, principalOf } from './principal.ts'
import { nullableText, oneOf, record, ref, Time } from './schema.ts'

/** Routes listed by name; the rest are counted. */
const ROUTES_SHOWN = 500
const EVERY_ROUTE = { limit: Number.MAX_SAFE_INTEGER }
/** Id of a criterion that is checked before it has one. */
const NAMELESS = 'unnamed'

const RouteStanding = record({
  id: Type.String(),
  name: Type.String(),
  inForce: Type.Boolean(),
  other: nullableText('The criterion of this level it would supersede, or that goes before it; null: none.'),
  because: oneOf(['alone', 'narrower-scope', 'city-mode', 'smaller-id', 'disabled']),
  why: record({ ja: Type.String(), en: Type.String() }),
})

const CheckView = record(
  {
    criterion: ref(CheckedCriterionView),
    words: WordsView,
    review: oneOf(REVIEW_POLICIES, 'Who may publish: whoever may change criteria, or only another than its author.'),
    at: Time,
    routes: Type.Array(RouteStanding, { description: `Routes of its scope, the first ${ROUTES_SHOWN}.` }),
    counts: record({
      inScope: Type.Integer(),
      inForce: Type.Integer({ description: 'Routes on which it would be in force.' }),
      superseding: Type.Integer({ description: 'Of these, those on which another one is in force without it.' }),
    }),
    supersedes: Type.Array(Type.String(), { description: 'Criteria it would supersede on some route.' }),
    yieldsTo: Type.Array(Type.String(), { description: 'Criteria that go before it on some route.' }),
  },
  { $id: 'CriterionCheck' },
)

/** Tries a criterion out on paper, before anything is stored. */
export function registerCriteriaCheck(app: Api, deps: ApiDeps): void {
  app.addSchema(CheckView)
  app.post(
    '/api/v1/criteria/check',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary:
          'Check a criterion without storing it: its defaults, where it would be in force, and before which others',
        tags: ['criteria'],
        body: CriterionBodySchema,
        response: { 200: ref(CheckView) },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { authorityId } = principal
      const fields = criterionFieldsOf(request.body, request.body.id ?? NAMELESS)
      await refuseUnknownReferences(deps.db, authorityId, fields)
      const taken = await findCriterionIdentity(deps.db, fields.id)
      if (taken !== undefined) ownedBy(principal, taken, 'criterion', fields.id)
      return check(deps, { ...fields, authorityId, version: 0 })
    },
  )
}

async function check({ db, clock, config }: ApiDeps, candidate: Criterion) {
  const { authorityId } = candidate
  const atMs = await firstMoment(db, candidate, clock.now())
  const others = await listCriteria(db, { authorityId, atMs })
  const routes = await listRoutes(db, { ...EVERY_ROUTE, authorityId })
  const names = new Map(routes.map((it) => [it.id, it.name]))
  const found = standings(candidate, others, routes, await activeModes(db, authorityId))
  const inForce = found.filter((it) => it.inForce)
  const { version: _, words, ...criterion } = criterionView(candidate)
  return {
    criterion,
    words,
    review: config.criteriaReview,
    at: toIso(atMs),
    routes: found.slice(0, ROUTES_SHOWN).map((it) => ({
      id: it.routeId,
      name: names.get(it.routeId) ?? it.routeId,
      inForce: it.inForce,
      other: it.other?.id ?? null,
      because: it.because,
      why: standingText(candidate, it),
    })),
    counts: {
      inScope: found.length,
      inForce: inForce.length,
      superseding: inForce.filter((it) => it.other !== null).length,
    },
    supersedes: idsOf(inForce.map((it) => it.other)),
    yieldsTo: idsOf(found.filter((it) => !it.inForce && it.because !== 'disabled').map((it) => it.other)),
  }
}

/** The first moment at which it would hold: now, or the first day it names. */
async function firstMoment(db: ApiDeps['db'], { authorityId, effective }: Criterion, nowMs: EpochMs): Promise<EpochMs> {
  const authority = await findAuthority(db, authorityId)
  if (authority === undefined) throw noSuch('authority', authorityId)
  const { timeZone } = authority
  if (effective.from === null || effective.from <= localDate(nowMs, timeZone)) return nowMs
  return localMidnight(effective.from, timeZone)
}

function idsOf(criteria: readonly (Criterion | null)[]): string[] {
  return [...new Set(criteria.flatMap((it) => (it === null ? [] : [it.id])))].sort()
}
