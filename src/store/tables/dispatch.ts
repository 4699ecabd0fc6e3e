import type { Generated } from 'kysely'

/** Orders, the call-outs and offers they are asked by, and the work done. */
export interface DispatchTables {
  orders: OrderRow
  offers: OfferRow
  call_outs: CallOutRow
  holidays: HolidayRow
  passes: PassRow
}

export interface OrderRow {
  id: string
  authority_id: string
  route_id: string
  level: string
  state: string
  version: number
  /** 1 is served first, 9 last. */
  priority: Generated<number>
  decision_id: string | null
  criterion_id: string | null
  /** Why a person raised it; null: a rule did. */
  reason: string | null
  contractor_id: string | null
  respond_min: number
  created_at: number
  finish_by_at: number | null
  start_by_at: number | null
  /** on-time, at-risk or missed. */
  deadline_state: Generated<string>
  requested_at: number | null
  accepted_at: number | null
  started_at: number | null
  completed_at: number | null
  closed_at: number | null
  closed_reason: string | null
  alarm_at: number | null
  /** The last offer before an officer had the roster asked anew; null: that never happened. */
  ladder_after_offer: string | null
  no_longer_needed_at: number | null
}

export interface OfferRow {
  id: string
  order_id: string
  /** null: made before call-outs were known. */
  call_out_id: string | null
  authority_id: string
  contractor_id: string
  rank: number
  state: string
  created_at: number
  respond_by_at: number
  delivered_at: number | null
  read_at: number | null
  answered_at: number | null
  reason: string | null
  /** Why the contractor declined, as a code (domain/decline.ts). */
  decline_code: string | null
}

export interface CallOutRow {
  id: string
  authority_id: string
  contractor_id: string
  level: string
  created_at: number
  /** When the last of its offers runs out. */
  respond_by_at: number
  read_at: number | null
  /** When its contractor first answered any of it. */
  answered_at: number | null
}

export interface HolidayRow {
  authority_id: string
  /** `YYYY-MM-DD` on the authority's calendar. */
  date: string
  name: string
}

export interface PassRow {
  id: Generated<number>
  route_id: string
  at: number
  source: string
  actor: string
  order_id: string | null
  recorded_at: number
}
