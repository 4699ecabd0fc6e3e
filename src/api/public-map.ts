import type { RouteOrder, RouteState } from '../decide/route-state.ts'
import type { Authority, Block, Route } from '../domain/route.ts'
import { DAY_MS, type EpochMs, nextLocalTime, toIso } from '../domain/time.ts'
import { isoOrNull } from './times.ts'

/** A pass this long ago no longer counts as "done". */
export const DONE_FOR_MS = DAY_MS

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
  readonly authority: string
  readonly authorityId: string
  readonly block: string | null
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

/** What residents may see of a route at `nowMs`. Pure. */
export function publicRoute(
  route: Route,
  { authority, block }: PublicOwner,
  state: RouteState | undefined,
  nowMs: EpochMs,
): PublicRoute {
  const timeZone = authority?.timeZone ?? 'UTC'
  const order = dispatchOf(state)
  return {
    type: 'Feature',
    id: route.id,
    geometry: route.geometry,
    properties: {
      name: route.name,
      authority: authority?.name ?? route.authorityId,
      authorityId: route.authorityId,
      block: block?.name ?? null,
      timeZone,
      condition: publicCondition(state, nowMs),
      treatment: {
        lastPassAt: isoOrNull(state?.treatment.lastPassAtMs ?? null),
        status: treatmentStatus(order, state?.treatment.lastPassAtMs ?? null, nowMs),
        orderedAt: isoOrNull(order?.requestedAtMs ?? null),
        startedAt: isoOrNull(order?.startedAtMs ?? null),
      },
      deadline: publicDeadline(route, order, timeZone, nowMs),
    },
  }
}

function publicCondition(state: RouteState | undefined, nowMs: EpochMs): PublicStatus['condition'] {
  const at = toIso(state?.atMs ?? nowMs)
  const observedAt = isoOrNull(state?.observedAtMs ?? null)
  if (state === undefined || state.condition.status === 'unknown') {
    return { status: 'unknown', depthCm: null, at, observedAt, validUntil: null, why: whyUnknown(state) }
  }
  const { depthCm } = state.condition
  const rounded = depthCm === null ? null : Math.round(depthCm)
  return { status: 'known', depthCm: rounded, at, observedAt, validUntil: isoOrNull(state.knownUntilMs), why: null }
}

/** Why the snow on a route is unknown, by its sensors. */
export function whyUnknown(state: RouteState | undefined): UnknownReason {
  const statuses = state?.sensors.map((it) => it.status) ?? []
  if (statuses.length === 0) return 'no-sensor'
  if (statuses.includes('suspect')) return 'in-doubt'
  return statuses.includes('stale') ? 'silent' : 'never-reported'
}

/** The order that sends a crew, once somebody was asked: standing by is not going, and a proposal is not decided. */
function dispatchOf(state: RouteState | undefined): RouteOrder | undefined {
  return state?.treatment.openOrders.find((it) => it.level === 'dispatch' && it.state !== 'proposed')
}

function treatmentStatus(order: RouteOrder | undefined, lastPassAtMs: EpochMs | null, nowMs: EpochMs): TreatmentStatus {
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
