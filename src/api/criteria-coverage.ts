import { Type } from 'typebox'
import { type Coverage, coverage } from '../criteria/coverage.ts'
import type { Criterion } from '../domain/criterion.ts'
import { toIso } from '../domain/time.ts'
import { activeModes } from '../store/city-modes/active-modes.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import { listPublishedCriteria } from '../store/criteria/list-published-criteria.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import { CriterionView, criterionView } from './criterion-view.ts'
import type { Api, ApiDeps } from './deps.ts'
import { principalOf } from './principal.ts'
import { nullableText, record, ref, Time } from './schema.ts'

const EVERY_ROUTE = { limit: Number.MAX_SAFE_INTEGER }
const RESTS = ['disabled', 'mode-off', 'days'] as const

const Coming = record({ version: Type.Integer(), from: nullableText('First day on which it holds.') })

const CoveredView = record({
  criterion: ref(CriterionView),
  rests: Type.Unsafe<(typeof RESTS)[number] | null>({
    type: ['string', 'null'],
    enum: [...RESTS, null],
    description:
      'Why it is in force nowhere today: disabled, its city-wide mode is off, not on its days; null: it may be.',
  }),
  inScope: Type.Integer({ description: 'Routes of its scope.' }),
  inForce: Type.Integer({ description: 'Of these, those on which it is in force.' }),
  yieldsTo: Type.Array(record({ id: Type.String(), routes: Type.Integer() }), {
    description: 'What is in force instead on the others.',
  }),
  coming: Type.Unsafe<{ version: number; from: string | null } | null>({
    anyOf: [Coming, { type: 'null' }],
    description: 'A newer published version whose days are still to come, or are over.',
  }),
})

const CoverageView = record(
  {
    at: Time,
    routes: Type.Integer({ description: 'Routes of the authority.' }),
    without: record({ dispatch: Type.Integer(), standby: Type.Integer() }),
    items: Type.Array(CoveredView, { description: 'In order of id.' }),
  },
  { $id: 'CriteriaCoverage' },
)

/** Which criterion decides where, over the whole authority. */
export function registerCriteriaCoverage(app: Api, { db, clock }: ApiDeps): void {
  app.addSchema(CoverageView)
  app.get(
    '/api/v1/criteria/coverage',
    {
      config: { scope: 'criteria:read' },
      schema: {
        summary: 'Which criterion is in force on how many routes, what goes before what, and which routes have none',
        tags: ['criteria'],
        response: { 200: ref(CoverageView) },
      },
    },
    async (request) => {
      const { authorityId } = principalOf(request)
      const atMs = clock.now()
      const holding = await listCriteria(db, { authorityId, atMs })
      const newest = await listPublishedCriteria(db, { authorityId })
      const routes = await listRoutes(db, { ...EVERY_ROUTE, authorityId })
      const modes = await activeModes(db, authorityId)
      const { byCriterion, without } = coverage(holding, routes, modes)
      const items = newest.map((latest) => {
        const held = holding.find((it) => it.id === latest.id)
        return coveredView(latest, held, byCriterion.get(latest.id), modes)
      })
      return { at: toIso(atMs), routes: routes.length, without, items }
    },
  )
}

/** @param latest newest published version. @param held the one whose days hold now; undefined: none. */
function coveredView(
  latest: Criterion,
  held: Criterion | undefined,
  found: Coverage | undefined,
  modes: ReadonlySet<string>,
) {
  return {
    criterion: criterionView(held ?? latest),
    rests: held === undefined ? ('days' as const) : restsFor(held, modes),
    inScope: found?.inScope ?? 0,
    inForce: found?.inForce ?? 0,
    yieldsTo: [...(found?.yieldsTo ?? [])].map(([id, routes]) => ({ id, routes })),
    coming: held?.version === latest.version ? null : { version: latest.version, from: latest.effective.from },
  }
}

function restsFor(held: Criterion, modes: ReadonlySet<string>): 'disabled' | 'mode-off' | null {
  if (!held.enabled) return 'disabled'
  return held.cityMode !== null && !modes.has(held.cityMode) ? 'mode-off' : null
}
