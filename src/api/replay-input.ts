import { type Static, Type } from 'typebox'
import type { Criterion } from '../domain/criterion.ts'
import { DAY_MS, MINUTE_MS } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, isSpoken, type SpokenProblem, say } from '../problems/say.ts'
import { criteriaOf } from '../replay/criteria-file.ts'
import { DEFAULT_STEP_MIN, type ReplayPlan, routesOf } from '../replay/plan.ts'
import { requireKept } from '../replay/require-kept.ts'
import { RESPONSE_DEFAULTS } from '../replay/responder.ts'
import { spanEnd } from '../replay/span.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import { listRoutes } from '../store/routes/list-routes.ts'
import type { ApiDeps } from './deps.ts'
import { noSuch } from './principal.ts'
import { AnyObject, oneOf, record } from './schema.ts'
import { invalidRequest } from './validation.ts'

const Minutes = Type.Optional(Type.Integer({ minimum: 0, maximum: 1440 }))

export const ReplayBody = record({
  criteria: Type.Array(AnyObject, {
    minItems: 1,
    maxItems: 100,
    description: 'The whole set to replay, each as `PUT /api/v1/criteria/{id}` takes it, with its `id`.',
  }),
  from: Type.String({ description: 'ISO 8601, or a date or time on the clock of the authority.' }),
  to: Type.String({ description: 'The same; a date belongs to the span.' }),
  routes: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { minItems: 1, maxItems: 10_000 })),
  stepMin: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: `Default ${DEFAULT_STEP_MIN}.` })),
  response: Type.Optional(
    record({
      passes: Type.Optional(oneOf(['modelled', 'recorded'])),
      approveMin: Minutes,
      answerMin: Minutes,
      mobiliseMin: Minutes,
    }),
  ),
  needCm: Type.Optional(
    Type.Number({
      minimum: 0.5,
      maximum: 300,
      description: 'Snow that must not stand at the deadline; else the trigger.',
    }),
  ),
})

/**
 * What a request asks for, checked.
 * Throws `request-invalid` naming every field, `not-found` for a route, `replay-too-large`, `history-invalid`.
 */
export async function replayPlan(
  { db, config, clock }: Pick<ApiDeps, 'db' | 'config' | 'clock'>,
  authorityId: string,
  body: Static<typeof ReplayBody>,
): Promise<ReplayPlan> {
  const authority = await findAuthority(db, authorityId)
  if (authority === undefined) throw noSuch('authority', authorityId)
  const { stepMin = DEFAULT_STEP_MIN, response, needCm = null, routes: routeIds = null } = body
  const plan: ReplayPlan = {
    criteria: criteriaIn(body.criteria, authorityId),
    ...spanOf(body, authority.timeZone),
    stepMs: stepMin * MINUTE_MS,
    routeIds,
    response: { ...RESPONSE_DEFAULTS, ...response },
    needCm,
    windowMs: config.replayWindowMs,
    maxAheadMs: config.reading.maxAheadMs,
  }
  const routes = await listRoutes(db, { authorityId, limit: Number.MAX_SAFE_INTEGER })
  const unknown = (routeIds ?? []).find((id) => !routes.some((it) => it.id === id))
  if (unknown !== undefined) throw noSuch('route', unknown, 'routes')
  refuseTooLarge(plan, routesOf(plan, routes).length, config.replays.maxRouteDays)
  requireKept(plan.fromMs, config.influx, clock.now())
  return plan
}

/** The criteria, their problems told as those of any other field. */
function criteriaIn(input: unknown, authorityId: string): Criterion[] {
  try {
    return criteriaOf(input, authorityId)
  } catch (error) {
    if (error instanceof YukibanError && error.problems.length > 0)
      throw invalidRequest(error.problems.filter(isSpoken))
    throw error
  }
}

function spanOf({ from, to }: Static<typeof ReplayBody>, timeZone: string): { fromMs: number; toMs: number } {
  const [fromMs, toMs] = [spanEnd(from, timeZone, 'from'), spanEnd(to, timeZone, 'to')]
  const says = say('not-a-replay-time', { timeZone })
  const problems: SpokenProblem[] = []
  if (fromMs === undefined) problems.push(fieldProblem('from', says, from.slice(0, 40)))
  if (toMs === undefined) problems.push(fieldProblem('to', says, to.slice(0, 40)))
  if (fromMs !== undefined && toMs !== undefined) {
    if (fromMs < toMs) return { fromMs, toMs }
    problems.push(fieldProblem('to', say('not-after-from'), to.slice(0, 40)))
  }
  throw invalidRequest(problems)
}

function refuseTooLarge({ fromMs, toMs }: ReplayPlan, routes: number, maxRouteDays: number): void {
  const days = Math.ceil((toMs - fromMs) / DAY_MS)
  if (routes * days <= maxRouteDays) return
  throw new YukibanError(
    'replay-too-large',
    say('replay-too-large', { routes, days, routeDays: routes * days, most: maxRouteDays }),
  )
}
