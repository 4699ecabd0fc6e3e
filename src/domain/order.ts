import type { Level } from './criterion.ts'
import type { DeclineCode } from './decline.ts'
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

/**
 * Whether an order can still be done by its deadline. at-risk: its latest start is near and nobody has begun. missed: it
 * can no longer be met, or was not.
 */
export const DEADLINE_STATES = ['on-time', 'at-risk', 'missed'] as const
export type DeadlineState = (typeof DEADLINE_STATES)[number]

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
  /** 1 (first) to 9 (last): who is asked first where contractors are short. */
  readonly priority: number
  readonly decisionId: string | null
  /** null: a person's order. */
  readonly criterionId: string | null
  /** Why a person raised it; null: a rule did. */
  readonly reason: string | null
  readonly contractorId: string | null
  readonly createdAtMs: EpochMs
  /** Time by which the route should be done, and the latest start that still makes it; null without a deadline. */
  readonly finishByMs: EpochMs | null
  readonly startByMs: EpochMs | null
  readonly deadlineState: DeadlineState
  readonly requestedAtMs: EpochMs | null
  readonly acceptedAtMs: EpochMs | null
  readonly startedAtMs: EpochMs | null
  readonly completedAtMs: EpochMs | null
  readonly closedAtMs: EpochMs | null
  readonly closedReason: string | null
  /** Set when nobody on the roster took it: an officer must act. */
  readonly alarmAtMs: EpochMs | null
  /** The last offer before an officer had the roster asked anew, those asked before included; null: never. */
  readonly ladderAfterOfferId: string | null
  /** Since when its criterion no longer asks for it, though a crew has accepted; an officer decides. */
  readonly noLongerNeededAtMs: EpochMs | null
}

/** One contractor asked for one order. Delivered, read and answered are different facts. */
export interface Offer {
  readonly id: string
  readonly orderId: string
  /** null: made before call-outs were known. */
  readonly callOutId: string | null
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
  /** Why its contractor declined; null: it did not, or gave words alone. */
  readonly declineCode: DeclineCode | null
}

/** What one contractor is asked for in one go: the offers of several routes at one level. */
export interface CallOut {
  readonly id: string
  readonly authorityId: string
  readonly contractorId: string
  readonly level: Level
  readonly createdAtMs: EpochMs
  /** When the last of its offers runs out; each offer has an answer time of its own. */
  readonly respondByMs: EpochMs
  readonly readAtMs: EpochMs | null
  /** When its contractor first answered any of it; what is asked for later is another call-out. */
  readonly answeredAtMs: EpochMs | null
}

/** Who did it: a rule, a person, a contractor, or the clock. */
export interface Actor {
  readonly kind: 'rule' | 'user' | 'api-key' | 'contractor' | 'system'
  readonly id: string
}
