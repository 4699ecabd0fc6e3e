import type { Level } from './criterion.ts'
import type { EpochMs } from './time.ts'

export const ORDER_STATES = [
  'proposed',
  'requested',
  'accepted',
  'started',
  'completed',
  'rejected',
  'withdrawn',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

/** States in which an order still asks for something; at most one such order of a level per route. */
export const OPEN_ORDER_STATES = [
  'proposed',
  'requested',
  'accepted',
  'started',
] as const satisfies readonly OrderState[]

export function isOpen(state: OrderState): boolean {
  return (OPEN_ORDER_STATES as readonly OrderState[]).includes(state)
}

export const OFFER_STATES = ['open', 'accepted', 'declined', 'expired', 'withdrawn'] as const
export type OfferState = (typeof OFFER_STATES)[number]

/** What must be done where and by when. */
export interface Order {
  readonly id: string
  readonly authorityId: string
  readonly routeId: string
  readonly level: Level
  readonly state: OrderState
  readonly version: number
  readonly decisionId: string | null
  readonly criterionId: string | null
  readonly contractorId: string | null
  readonly createdAtMs: EpochMs
  /** Time by which the route should be done, and the latest start that still makes it; null without a deadline. */
  readonly finishByMs: EpochMs | null
  readonly startByMs: EpochMs | null
  readonly requestedAtMs: EpochMs | null
  readonly acceptedAtMs: EpochMs | null
  readonly startedAtMs: EpochMs | null
  readonly completedAtMs: EpochMs | null
  readonly closedAtMs: EpochMs | null
  readonly closedReason: string | null
  /** Set when nobody on the roster took it: an officer must act. */
  readonly alarmAtMs: EpochMs | null
}

/** One contractor asked for one order. Delivered, read and answered are different facts. */
export interface Offer {
  readonly id: string
  readonly orderId: string
  readonly authorityId: string
  readonly contractorId: string
  readonly rank: number
  readonly state: OfferState
  readonly createdAtMs: EpochMs
  readonly respondByMs: EpochMs
  readonly deliveredAtMs: EpochMs | null
  readonly readAtMs: EpochMs | null
  readonly answeredAtMs: EpochMs | null
  readonly reason: string | null
}

/** Who did it: a rule, a person, a contractor, or the clock. */
export interface Actor {
  readonly kind: 'rule' | 'user' | 'api-key' | 'contractor' | 'system'
  readonly id: string
}
