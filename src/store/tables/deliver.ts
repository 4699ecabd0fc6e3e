/** What must reach people and endpoints. */
export interface DeliverTables {
  deliveries: DeliveryRow
}

export interface DeliveryRow {
  /** Also the `webhook-id`: the same for every attempt. */
  id: string
  contractor_id: string
  offer_id: string | null
  order_id: string | null
  type: string
  body_json: string
  state: string
  attempts: number
  created_at: number
  next_at: number
  lease_owner: string | null
  lease_until_at: number | null
  delivered_at: number | null
  last_status: number | null
  last_error: string | null
}
