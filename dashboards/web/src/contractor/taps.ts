import type { DeclineCode, WorkRoute, WorkState } from './work.ts'

/**
 * A tap: one thing a crew pressed, with the moment it was pressed. Taps are sent in the order in which they were made. One
 * that the service refuses holds back all later ones of its routes until a person has decided: nothing is dropped silently,
 * and no "done" arrives for a route whose "start" was refused.
 */

export type Act =
  | { readonly kind: 'accept' }
  | { readonly kind: 'decline'; readonly code: DeclineCode; readonly reason: string | null }
  | { readonly kind: 'start' }
  | { readonly kind: 'complete' }
  | {
      readonly kind: 'progress'
      readonly percent: number | null
      readonly note: string | null
      readonly position: Position | null
    }

export interface Position {
  readonly lat: number
  readonly lon: number
  readonly accuracyM: number
}

/** The service's answer to a tap that it did not take. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly detail: string
}

export interface Tap {
  /** Place in the queue. */
  readonly id: number
  /** Its Idempotency-Key, the same for every try. */
  readonly key: string
  /** Whose it is: `user:ID`, or `link:CALL-OUT`. */
  readonly owner: string
  readonly callOutId: string
  /** The routes it is about; reports have one. */
  readonly orderIds: readonly string[]
  readonly act: Act
  /** When it was pressed, by the service's clock, epoch ms. */
  readonly atMs: number
  /** `sent`: taken by the service, and not yet seen in what it shows. */
  readonly state: 'waiting' | 'sent' | 'refused'
  readonly refusal: Refusal | null
}

/** The refused tap that keeps this one back; undefined: nothing does. */
export function heldBy(tap: Tap, taps: readonly Tap[]): Tap | undefined {
  if (tap.state !== 'waiting') return undefined
  return taps.find(
    (it) =>
      it.state === 'refused' &&
      it.id < tap.id &&
      it.owner === tap.owner &&
      it.orderIds.some((id) => tap.orderIds.includes(id)),
  )
}

/** The oldest tap that may be sent now. */
export function nextToSend(taps: readonly Tap[], maySend: (tap: Tap) => boolean): Tap | undefined {
  return taps.find((it) => it.state === 'waiting' && maySend(it) && heldBy(it, taps) === undefined)
}

/** A route as it stands with what was pressed here and is still on its way. */
export interface ShownRoute {
  readonly route: WorkRoute
  readonly state: WorkState
  readonly startedAtMs: number | null
  readonly completedAtMs: number | null
  /** An answer on its way: it counts only once it has arrived. */
  readonly answering: 'accept' | 'decline' | null
  /** Taps of it that are not known to have arrived, oldest first. */
  readonly waiting: readonly Tap[]
  readonly refused: readonly Tap[]
}

export function shownRoute(route: WorkRoute, callOutId: string, taps: readonly Tap[]): ShownRoute {
  const own = taps.filter((it) => it.callOutId === callOutId && it.orderIds.includes(route.orderId))
  const live = own.filter((it) => it.state !== 'refused' && heldBy(it, taps) === undefined)
  const of = (kind: Act['kind']) => live.find((it) => it.act.kind === kind)
  const [start, complete] = [of('start'), of('complete')]
  const answer = route.state === 'asked' ? (of('accept') ?? of('decline')) : undefined
  let { state } = route
  if (state === 'accepted' && start !== undefined) state = 'started'
  if (state === 'started' && complete !== undefined) state = 'completed'
  return {
    route,
    state,
    startedAtMs: route.startedAt === null ? (start?.atMs ?? null) : Date.parse(route.startedAt),
    completedAtMs: route.completedAt === null ? (complete?.atMs ?? null) : Date.parse(route.completedAt),
    answering: answer?.act.kind === 'accept' || answer?.act.kind === 'decline' ? answer.act.kind : null,
    waiting: own.filter((it) => it.state === 'waiting'),
    refused: own.filter((it) => it.state === 'refused'),
  }
}

/**
 * When a tap was made, never before the step before it: a phone's clock and the service's may be a moment apart.
 */
export function tapTime(nowMs: number, { route, startedAtMs }: ShownRoute): number {
  const acceptedAtMs = route.acceptedAt === null ? 0 : Date.parse(route.acceptedAt)
  return Math.max(nowMs, acceptedAtMs, startedAtMs ?? 0)
}
