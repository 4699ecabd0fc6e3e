/** Contractors, whom they are reached by, and what was sent to them, as the API gives it. */

export const CHANNELS = ['webhook', 'email', 'web-push', 'line', 'sms'] as const
export type Channel = (typeof CHANNELS)[number]
/** Channels that a person can type an address for; a phone subscribes to Web Push by itself. */
export const TYPED_CHANNELS = ['email', 'sms', 'line'] as const
export type TypedChannel = (typeof TYPED_CHANNELS)[number]

export interface Contractor {
  readonly id: string
  readonly name: string
  readonly webhookUrl: string | null
  /** Since when the endpoint is switched off; null: it is in use. */
  readonly webhookDisabledAt: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly capacity: number | null
}

export interface ChannelRecord {
  readonly channel: Channel
  readonly delivered: number
  readonly failed: number
  readonly pending: number
  readonly lastDeliveredAt: string | null
  readonly lastFailedAt: string | null
}

export interface ContractorRecord {
  readonly contractorId: string
  readonly openOffers: number
  readonly asked: number
  readonly accepted: number
  readonly declined: number
  readonly expired: number
  readonly medianAnswerS: number | null
  readonly lastSignAt: string | null
  readonly channels: readonly ChannelRecord[]
}

/** `GET /api/v1/contractor-records` */
export interface ContractorRecords {
  readonly since: string
  readonly items: readonly ContractorRecord[]
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

export interface ContactPoint {
  readonly id: string
  readonly contractorId: string | null
  readonly name: string
  readonly channel: Exclude<Channel, 'webhook'>
  readonly address: string
  readonly language: 'ja' | 'en'
  readonly active: boolean
  readonly disabledAt: string | null
  readonly disabledWhy: string | null
  readonly days: readonly Weekday[] | null
  readonly fromTime: string | null
  readonly toTime: string | null
  readonly verifiedAt: string | null
}

export interface Delivery {
  readonly id: string
  readonly type: string
  readonly channel: Channel
  readonly state: 'pending' | 'delivered' | 'failed' | 'disabled' | 'obsolete'
  readonly attempts: number
  readonly createdAt: string
  readonly deliveredAt: string | null
  readonly lastStatus: number | null
  readonly lastError: string | null
}

/** An order as the list of a contractor's work shows it. */
export interface WorkOrder {
  readonly id: string
  readonly routeId: string
  readonly level: 'dispatch' | 'standby'
  readonly state: 'proposed' | 'requested' | 'accepted' | 'started' | 'completed' | 'rejected' | 'withdrawn'
  readonly createdAt: string
  readonly contractorId: string | null
}
