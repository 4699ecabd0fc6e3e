import type { Generated } from 'kysely'

/** Orders, offers and the work done. */
export interface DispatchTables {
  orders: OrderRow
  offers: OfferRow
  passes: PassRow
}

export interface OrderRow {
  id: string
  authority_id: string
  route_id: string
  level: string
  state: string
  version: number
  decision_id: string | null
  criterion_id: string | null
  contractor_id: string | null
  respond_min: number
  created_at: number
  finish_by_at: number | null
  start_by_at: number | null
  requested_at: number | null
  accepted_at: number | null
  started_at: number | null
  completed_at: number | null
  closed_at: number | null
  closed_reason: string | null
  alarm_at: number | null
}

export interface OfferRow {
  id: string
  order_id: string
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
