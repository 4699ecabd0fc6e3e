import { type Criterion, inScope } from '../domain/criterion.ts'
import type { Route } from '../domain/route.ts'
import { type EpochMs, HOUR_MS, localDate } from '../domain/time.ts'
import type { ResponseModel } from './responder.ts'

/** What is to be replayed. */
export interface ReplayPlan {
  /** The whole set in force, of one authority. */
  readonly criteria: readonly Criterion[]
  /** Calls are counted from here … */
  readonly fromMs: EpochMs
  /** … until before here. */
  readonly toMs: EpochMs
  /** Between judgements; the service judges each reading and each minute. */
  readonly stepMs: number
  /** Only these routes; null: all that the criteria concern. */
  readonly routeIds: readonly string[] | null
  readonly response: ResponseModel
  /** Snow since the last pass that should not stand on a road at its deadline, cm; null: the criterion's own trigger. */
  readonly needCm: number | null
  /** How far back what is late is worked in, ms (`YUKIBAN_REPLAY_WINDOW_H`). */
  readonly windowMs: number
  /** How far ahead a device's clock may be, ms (`YUKIBAN_READING_MAX_AHEAD_S`). */
  readonly maxAheadMs: number
}

/** As often as the devices of the field speak. */
export const DEFAULT_STEP_MIN = 5

/** Judged before the span without counting, so that what held already at its beginning is not called anew. */
export const JUDGED_BEFORE_MS = 48 * HOUR_MS
/** Folded before that where no state is kept: longer than a road lies under snow without any pass. */
export const FOLDED_BEFORE_MS = 60 * 24 * HOUR_MS

/** The first judgement and the last: whole steps of the clock, so that two replays of one night meet. */
export function stepsOf({ fromMs, toMs, stepMs }: ReplayPlan): { readonly firstMs: EpochMs; readonly lastMs: EpochMs } {
  const firstMs = Math.ceil((fromMs - JUDGED_BEFORE_MS) / stepMs) * stepMs
  return { firstMs, lastMs: Math.ceil(toMs / stepMs) * stepMs - stepMs }
}

/** Routes that some criterion of the plan concerns. */
export function routesOf(plan: ReplayPlan, routes: readonly Route[]): readonly Route[] {
  const asked = plan.routeIds === null ? null : new Set(plan.routeIds)
  const enabled = plan.criteria.filter((it) => it.enabled)
  return routes.filter((route) => (asked?.has(route.id) ?? true) && enabled.some((it) => inScope(it.scope, route)))
}

/** The criteria that hold on the local day of a moment. */
export class Calendar {
  readonly #criteria: readonly Criterion[]
  readonly #timeZone: string
  readonly #dated: boolean
  #day: { readonly quarter: number; readonly criteria: readonly Criterion[] } | undefined

  constructor(criteria: readonly Criterion[], timeZone: string) {
    this.#criteria = criteria
    this.#timeZone = timeZone
    this.#dated = criteria.some(({ effective }) => effective.from !== null || effective.to !== null)
  }

  effectiveAt(atMs: EpochMs): readonly Criterion[] {
    if (!this.#dated) return this.#criteria
    // Days begin on a quarter of an hour wherever people live.
    const quarter = Math.floor(atMs / (HOUR_MS / 4))
    if (this.#day?.quarter !== quarter) this.#day = { quarter, criteria: this.#onDay(atMs) }
    return this.#day.criteria
  }

  #onDay(atMs: EpochMs): readonly Criterion[] {
    const date = localDate(atMs, this.#timeZone)
    return this.#criteria.filter(
      ({ effective: { from, to } }) => (from === null || from <= date) && (to === null || date <= to),
    )
  }
}
