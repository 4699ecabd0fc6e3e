import type { RouteOrder } from '../decide/route-state.ts'
import type { SensorEvidence } from '../domain/decision.ts'
import type { Authority, Block, Route } from '../domain/route.ts'
import { DAY_MS, type EpochMs, nextLocalTime, toIso } from '../domain/time.ts'
import type { RouteSnow } from './route-glance.ts'
import { isoOrNull } from './times.ts'

/** A pass this long ago no longer counts as "done". */
const DONE_FOR_MS = DAY_MS

export const TREATMENT_STATUSES = ['none', 'ordered', 'working', 'done'] as const
export type TreatmentStatus = (typeof TREATMENT_STATUSES)[number]

/**
 * Why the snow on a route is unknown. no-sensor: none stands there. never-reported: none has spoken yet. silent: the
 * last reading is too old. in-doubt: what they say is being checked.
 */
export const UNKNOWN_REASONS = ['no-sensor', 'never-reported', 'silent', 'in-doubt'] as const
export type UnknownReason = (typeof UNKNOWN_REASONS)[number]

/** A route as residents may see it: snow now and what is being done, apart; no names of firms or people, no prices. */
export interface PublicStatus {
  readonly name: string
  readonly nameKana: string | null
  readonly authority: string
  readonly authorityId: string
  readonly block: string | null
  readonly blockKana: string | null
  readonly timeZone: string
  readonly condition: {
    readonly status: 'known' | 'unknown'
    readonly depthCm: number | null
    readonly at: string
    readonly observedAt: string | null
    readonly validUntil: string | null
    readonly why: UnknownReason | null
  }
  readonly treatment: {
    readonly lastPassAt: string | null
    readonly status: TreatmentStatus
    readonly orderedAt: string | null
    readonly startedAt: string | null
  }
  readonly deadline: { readonly time: string; readonly nextAt: string } | null
}

export interface PublicRoute {
  readonly type: 'Feature'
  readonly id: string
  readonly geometry: Route['geometry']
  readonly properties: PublicStatus
}

/** Whose a route is. */
export interface PublicOwner {
  readonly authority: Authority | undefined
  readonly block: Block | undefined
}

/** What is known of a route. */
export interface RouteKnown {
  readonly snow: RouteSnow
  readonly openOrders: readonly RouteOrder[]
  readonly lastPassAtMs: EpochMs | null
}

/** What residents may see of a route at `nowMs`. Pure. */
export function publicRoute(
  route: Route,
  { authority, block }: PublicOwner,
  { snow, openOrders, lastPassAtMs }: RouteKnown,
  nowMs: EpochMs,
): PublicRoute {
  const timeZone = authority?.timeZone ?? 'UTC'
  const order = dispatchOf(openOrders)
  return {
    type: 'Feature',
    id: route.id,
    geometry: route.geometry,
    properties: {
      name: route.name,
      nameKana: route.nameKana,
      authority: authority?.name ?? route.authorityId,
      authorityId: route.authorityId,
      block: block?.name ?? null,
      blockKana: block?.nameKana ?? null,
      timeZone,
      condition: publicCondition(snow, nowMs),
      treatment: {
        lastPassAt: isoOrNull(lastPassAtMs),
        status: treatmentStatus(order, lastPassAtMs, nowMs),
        orderedAt: isoOrNull(order?.requestedAtMs ?? null),
        startedAt: isoOrNull(order?.startedAtMs ?? null),
      },
      deadline: publicDeadline(route, order, timeZone, nowMs),
    },
  }
}

function publicCondition(
  { condition, observedAtMs, knownUntilMs, statuses }: RouteSnow,
  nowMs: EpochMs,
): PublicStatus['condition'] {
  const at = toIso(nowMs)
  const observedAt = isoOrNull(observedAtMs)
  if (condition.status === 'unknown') {
    return { status: 'unknown', depthCm: null, at, observedAt, validUntil: null, why: whyUnknown(statuses) }
  }
  const { depthCm } = condition
  const rounded = depthCm === null ? null : Math.round(depthCm)
  return { status: 'known', depthCm: rounded, at, observedAt, validUntil: isoOrNull(knownUntilMs), why: null }
}

/** Why the snow on a route with such sensors, none of them ok, is unknown. */
export function whyUnknown(statuses: readonly SensorEvidence['status'][]): UnknownReason {
  if (statuses.length === 0) return 'no-sensor'
  if (statuses.includes('suspect')) return 'in-doubt'
  return statuses.includes('stale') ? 'silent' : 'never-reported'
}

/** The order that sends a crew, once somebody was asked: standing by is not going, and a proposal is not decided. */
export function dispatchOf<T extends Pick<RouteOrder, 'level' | 'state'>>(open: readonly T[]): T | undefined {
  return open.find((it) => it.level === 'dispatch' && it.state !== 'proposed')
}

/** What is being done about a route. @param order the one that sends a crew, if any. */
export function treatmentStatus(
  order: Pick<RouteOrder, 'state'> | undefined,
  lastPassAtMs: EpochMs | null,
  nowMs: EpochMs,
): TreatmentStatus {
  if (order?.state === 'started') return 'working'
  if (order !== undefined) return 'ordered'
  return lastPassAtMs !== null && nowMs - lastPassAtMs <= DONE_FOR_MS ? 'done' : 'none'
}

/** The order's own deadline while one is open, also when it has passed; else the next time the clock shows it. */
function publicDeadline(
  route: Route,
  order: RouteOrder | undefined,
  timeZone: string,
  nowMs: EpochMs,
): PublicStatus['deadline'] {
  if (route.deadline === null) return null
  const nextAtMs = order?.finishByMs ?? nextLocalTime(route.deadline, timeZone, nowMs)
  return { time: route.deadline, nextAt: toIso(nextAtMs) }
}
