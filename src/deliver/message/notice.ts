import type { Level } from '../../domain/criterion.ts'
import type { OrderState } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'

/** What a message to a person says, before it is put into words. */
export type Notice = OfferNotice | ChangeNotice | DutyNotice | PingNotice

/** A contractor is asked: one message for all routes of a call-out. */
export interface OfferNotice {
  readonly kind: 'offer'
  readonly authority: string
  readonly contractor: string
  readonly level: Level
  /** The earliest answer time of its routes. */
  readonly respondByMs: EpochMs
  /** In the order in which they are to be served; at least one. */
  readonly routes: readonly AskedRoute[]
  /** Where to see and answer it without a login; null when no public address is set. */
  readonly link: string | null
}

export interface AskedRoute {
  readonly name: string
  readonly lengthM: number
  readonly plowMinutes: number
  readonly startByMs: EpochMs | null
  readonly finishByMs: EpochMs | null
  /** Why, in the reader's language. */
  readonly reasons: readonly string[]
}

/** Something about orders the contractor was asked for, or had taken. */
export interface ChangeNotice {
  readonly kind: 'expired' | 'withdrawn' | 'updated'
  readonly authority: string
  readonly contractor: string
  readonly routes: readonly ChangedRoute[]
}

export interface ChangedRoute {
  readonly name: string
  readonly level: Level
  /** Whatever was given as the reason; null: none was. */
  readonly reason: string | null
  /** The order's new state, of an update. */
  readonly state: OrderState | null
}

/** What an officer on duty must know. */
export interface DutyNotice {
  readonly kind: 'proposed' | 'alarm' | 'at-risk'
  readonly authority: string
  readonly routes: readonly DutyRoute[]
}

export interface DutyRoute {
  /** null: it concerns no single order. */
  readonly orderId: string | null
  readonly name: string
  readonly level: Level | null
  /** A code of WHY_TEXTS; others are shown as they are. */
  readonly why: string | null
  readonly startByMs: EpochMs | null
  readonly finishByMs: EpochMs | null
  /** Whether the deadline can no longer be met. */
  readonly missed: boolean
  readonly reasons: readonly string[]
}

/** A trial of the way. */
export interface PingNotice {
  readonly kind: 'ping'
  readonly authority: string
}

/** A message in every length; each channel takes what fits it. */
export interface RenderedMessage {
  /** One line. */
  readonly subject: string
  /** Plain text with all there is to say, link included. */
  readonly full: string
  /** A few lines without the link. */
  readonly brief: string
  /** Fits two SMS parts, link included. */
  readonly sms: string
  readonly link: string | null
}
