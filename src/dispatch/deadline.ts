import type { DeadlineState, Order } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import { type EpochMs, MINUTE_MS, nextLocalTime } from '../domain/time.ts'

/**
 * Whether an order can still be done in time: its latest start is its deadline less the time to plow the route. Once
 * that has passed without a start, finishing on time is impossible, and this is said rather than found out in the
 * morning.
 */

export interface OrderTimes {
  readonly finishByMs: EpochMs | null
  readonly startByMs: EpochMs | null
}

/**
 * By when an order raised at `raisedAtMs` is to be done. The night belongs to its morning: an order raised after the
 * deadline, but less than `graceMs` after it, keeps that deadline, which it has then missed; later ones get the next.
 * @param timeZone IANA zone of the route's authority.
 */
export function orderTimes(
  route: Pick<Route, 'deadline' | 'plowMinutes'>,
  timeZone: string,
  raisedAtMs: EpochMs,
  graceMs: number,
): OrderTimes {
  if (route.deadline === null) return { finishByMs: null, startByMs: null }
  const finishByMs = nextLocalTime(route.deadline, timeZone, raisedAtMs - graceMs)
  return { finishByMs, startByMs: finishByMs - route.plowMinutes * MINUTE_MS }
}

export type DeadlineWhy =
  /** Nobody has taken it yet. */
  | 'not-accepted'
  /** Taken, but no crew has begun. */
  | 'not-started'
  /** A crew is at work beyond the deadline. */
  | 'not-completed'
  | 'completed-late'

export interface DeadlineChange {
  readonly state: Exclude<DeadlineState, 'on-time'>
  readonly why: DeadlineWhy
}

type Watched = Pick<Order, 'level' | 'state' | 'startByMs' | 'finishByMs' | 'deadlineState'>

/**
 * What the passing of time makes of an order's deadline; undefined: nothing new. Stand-by has no work to finish and is
 * not watched.
 * @param warnMs how long before the latest start an order that nobody has begun is at risk.
 */
export function deadlineChange(order: Watched, nowMs: EpochMs, warnMs: number): DeadlineChange | undefined {
  const { state, startByMs, finishByMs, deadlineState } = order
  if (order.level !== 'dispatch' || deadlineState === 'missed') return undefined
  if (startByMs === null || finishByMs === null) return undefined
  if (state === 'started') return nowMs > finishByMs ? { state: 'missed', why: 'not-completed' } : undefined
  if (state !== 'proposed' && state !== 'requested' && state !== 'accepted') return undefined
  const why = state === 'accepted' ? 'not-started' : 'not-accepted'
  if (nowMs > startByMs) return { state: 'missed', why }
  return deadlineState === 'on-time' && nowMs >= startByMs - warnMs ? { state: 'at-risk', why } : undefined
}

/**
 * An order's deadline state once a crew has begun at `atMs`: in time after all, or as it was. A start reported after the
 * order was given up as missed, but made in time, sets that right.
 */
export function stateWhenStarted(order: Watched, atMs: EpochMs): DeadlineState {
  if (order.startByMs === null) return order.deadlineState
  return atMs <= order.startByMs ? 'on-time' : 'missed'
}

/** An order's deadline state once it is done: what counts is when, not what was feared. */
export function stateWhenCompleted(order: Watched, atMs: EpochMs): DeadlineState {
  if (order.finishByMs === null) return order.deadlineState
  return atMs <= order.finishByMs ? 'on-time' : 'missed'
}
