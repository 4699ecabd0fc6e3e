import type { Level, UnknownReason } from '../../shared/api-terms.ts'
import type { DeadlineState, OrderState } from '../ui/Badge.tsx'
import type { BothLanguages } from '../ui/parts.tsx'

/** `GET /api/v1/board`, as the service describes it in its OpenAPI document. */

export type BoardKind = 'alarm' | 'proposal' | 'late' | 'recall' | 'offer'
export type Severity = 'critical' | 'serious' | 'notice'

export interface Firm {
  readonly id: string
  readonly name: string
  readonly phone: string | null
  readonly rank: number | null
}

export interface Place {
  readonly routeId: string
  readonly routeName: string
  readonly roadClass: string
  readonly blockId: string
  readonly blockName: string
}

export interface Condition {
  readonly status: 'known' | 'unknown'
  readonly depthCm: number | null
  readonly depthSincePassCm: number | null
  readonly newSnowCm: number | null
  readonly observedAt: string | null
  readonly validUntil: string | null
  readonly why: UnknownReason | null
}

export interface BoardOrder extends Place {
  readonly kind: BoardKind
  readonly severity: Severity
  readonly actBy: string | null
  readonly why: readonly BothLanguages[]
  readonly doubts: readonly BothLanguages[]
  readonly orderId: string
  readonly level: Level
  readonly state: OrderState
  readonly createdAt: string
  readonly startBy: string | null
  readonly finishBy: string | null
  readonly deadlineState: DeadlineState
  readonly condition: Condition
  readonly lastPassAt: string | null
  readonly decisionId: string | null
  readonly asked: {
    readonly offerId: string
    readonly firm: Firm
    readonly createdAt: string
    readonly respondBy: string
    readonly deliveredAt: string | null
    readonly readAt: string | null
  } | null
  readonly crew: Firm | null
  readonly next: Firm | null
  readonly passedOver: readonly (BothLanguages & { readonly firm: Firm })[]
  readonly askedBefore: number
  readonly percent: number | null
}

export interface BoardSensor extends Place {
  readonly deviceId: string
  readonly trouble: 'late' | 'offline' | 'never-seen' | 'suspect' | 'quarantined'
  readonly since: string | null
  readonly why: readonly BothLanguages[]
}

interface ByState {
  readonly proposed: number
  readonly requested: number
  readonly accepted: number
  readonly started: number
}

export interface Board {
  readonly at: string
  readonly nightFrom: string
  readonly toAct: number
  readonly head: {
    readonly routesAboveTrigger: number
    readonly routesUnknown: number
    readonly dispatch: ByState
    readonly standby: ByState
    readonly crewsWorking: number
    readonly doneThisNight: number
    readonly sensors: { readonly total: number; readonly heard: number }
  }
  readonly orders: {
    readonly totals: Readonly<Record<BoardKind, number>>
    readonly items: readonly BoardOrder[]
  }
  readonly sensors: {
    readonly total: number
    /** Not heard where no criterion is in force: not among them. */
    readonly unwatched: number
    readonly blocks: readonly { readonly blockId: string; readonly blockName: string; readonly count: number }[]
    readonly items: readonly BoardSensor[]
  }
  readonly unknownRoutes: {
    readonly total: number
    /** Not judged: a criterion and no sensor, or no criterion. */
    readonly withoutSensors: number
    readonly withoutCriterion: number
    readonly items: readonly (Place & { readonly since: string | null })[]
  }
  readonly messages: {
    readonly more: boolean
    readonly items: readonly {
      readonly deliveryId: string
      readonly type: string
      readonly channel: 'webhook' | 'email' | 'web-push' | 'line' | 'sms'
      readonly contractorId: string | null
      readonly contractorName: string | null
      readonly orderId: string | null
      readonly createdAt: string
      readonly error: string | null
    }[]
  } | null
  readonly modes: readonly {
    readonly id: string
    readonly name: string
    readonly since: string
    readonly by: 'rule' | 'officer'
    readonly why: readonly BothLanguages[]
  }[]
  readonly silences: {
    readonly total: number
    readonly items: readonly {
      readonly id: string
      readonly kind: 'scope' | 'device'
      readonly scope: string
      readonly to: string
      readonly reason: string
    }[]
  }
  readonly forecast: { readonly state: 'none' | 'fresh' | 'stale'; readonly confirmedAt: string | null }
  readonly quietSince: string | null
}

export const BOARD_PATH = '/api/v1/board'
