/** What must reach people and endpoints. */
export interface DeliverTables {
  deliveries: DeliveryRow
  contact_points: ContactPointRow
  one_time_links: OneTimeLinkRow
  channels: ChannelRow
}

export interface DeliveryRow {
  /** Also the `webhook-id`: the same for every attempt. */
  id: string
  authority_id: string
  /** contractor, or duty: an officer of the authority. */
  recipient: string
  /** null: for an officer on duty. */
  contractor_id: string | null
  channel: string
  /** null: a contractor's webhook, or an address of the district file. */
  contact_point_id: string | null
  /** What shares a breaker: `webhook:<contractor>`, `email:<contractor>`, `sms:<contractor>` or a contact point's id. */
  target: string
  call_out_id: string | null
  offer_id: string | null
  order_id: string | null
  type: string
  /** A webhook's body as it is sent; for people the events that the message will tell of. */
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

export interface ContactPointRow {
  id: string
  authority_id: string
  /** null: an officer on duty. */
  contractor_id: string | null
  name: string
  channel: string
  /** E-mail address, telephone number, LINE id or push endpoint. */
  address: string
  /** Keys of a push subscription; `{}` otherwise. */
  settings_json: string
  language: string
  active: number
  disabled_at: number | null
  disabled_why: string | null
  /** Comma-separated `mon` … `sun`; null: every day. */
  days: string | null
  from_time: string | null
  to_time: string | null
  created_at: number
  /** When a message first reached it. */
  verified_at: number | null
}

export interface OneTimeLinkRow {
  token_sha256: string
  call_out_id: string
  contractor_id: string
  created_at: number
  expires_at: number
  used_at: number | null
}

/** Channels the delivering process has set up. */
export interface ChannelRow {
  name: string
  /** How long a message waits for others to join it. */
  wait_ms: number
  /** VAPID public key of web push. */
  public_key: string | null
  updated_at: number
}
