import type { Level } from '../../shared/api-terms.ts'
import type { DeadlineState, OrderState } from '../ui/Badge.tsx'
import type { BothLanguages } from '../ui/parts.tsx'

/** Orders, their offers and decisions, as the service describes them in its OpenAPI document. */

export type OfferState = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn'
export type Channel = 'webhook' | 'email' | 'web-push' | 'line' | 'sms'

export interface Progress {
  readonly at: string
  readonly percent: number | null
  readonly note: string | null
}

export interface Order {
  readonly id: string
  readonly routeId: string
  readonly routeName: string
  readonly blockId: string
  readonly blockName: string
  readonly level: Level
  readonly state: OrderState
  readonly priority: number
  readonly reason: string | null
  readonly decisionId: string | null
  readonly criterionId: string | null
  readonly criterionVersion: number | null
  readonly contractorId: string | null
  readonly contractorName: string | null
  readonly respondMin: number
  readonly createdAt: string
  readonly finishBy: string | null
  readonly startBy: string | null
  readonly deadlineState: DeadlineState
  readonly requestedAt: string | null
  readonly acceptedAt: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly closedAt: string | null
  readonly closedReason: string | null
  readonly alarmAt: string | null
  readonly noLongerNeededAt: string | null
  readonly progress: Progress | null
}

export interface Offer {
  readonly id: string
  readonly contractorId: string
  readonly rank: number
  readonly state: OfferState
  readonly createdAt: string
  readonly respondBy: string
  readonly deliveredAt: string | null
  readonly readAt: string | null
  readonly answeredAt: string | null
  readonly reason: string | null
}

export interface SensorEvidence {
  readonly device: string
  readonly status: 'ok' | 'suspect' | 'stale' | 'no-data'
  readonly readingAt: string | null
  readonly depthCm: number | null
  readonly depthSincePassCm: number | null
  readonly newSnowCm: number | null
  readonly lastPassAt: string | null
}

export interface Decision {
  readonly id: string
  readonly routeId: string
  readonly criterionId: string
  readonly criterionVersion: number
  readonly level: Level
  readonly at: string
  readonly result: 'fire' | 'hold' | 'release' | 'unknown'
  readonly reasons: readonly (BothLanguages & { readonly code: string; readonly doubt: boolean })[]
  readonly evidence: { readonly sensors: readonly SensorEvidence[]; readonly forecastRun: string | null }
  readonly orderId: string | null
}

export interface OrderDetail extends Order {
  readonly offers: readonly Offer[]
  readonly decision: Decision | null
}

export interface TimelineStep extends BothLanguages {
  readonly id: number
  readonly at: string
  readonly type: string
  readonly contractorId: string | null
  readonly contractorName: string | null
  readonly actor: string
  readonly actorName: string | null
  readonly reason: string | null
}

export interface Timeline {
  readonly items: readonly TimelineStep[]
  readonly nextCursor: string | null
}

export interface Delivery {
  readonly id: string
  readonly type: string
  readonly channel: Channel
  readonly contractorId: string | null
  readonly state: 'pending' | 'delivered' | 'failed' | 'disabled' | 'obsolete'
  readonly createdAt: string
  readonly deliveredAt: string | null
  readonly lastError: string | null
}

export interface Candidate {
  readonly contractorId: string
  readonly name: string
  readonly phone: string | null
  readonly rank: number | null
  readonly standing: 'next' | 'can-be-asked' | 'asked' | 'off-duty' | 'at-capacity' | 'not-on-roster'
  readonly why: BothLanguages | null
}

/** What dialogs need to know of an order: from the board or from its own page. */
export interface Subject {
  readonly orderId: string
  readonly routeName: string
}

export function orderPath(id: string): string {
  return `/console/orders/${encodeURIComponent(id)}`
}
