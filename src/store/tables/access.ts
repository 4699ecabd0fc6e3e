/** Who may do what, and what was done. */
export interface AccessTables {
  events: EventRow
  users: UserRow
  api_keys: ApiKeyRow
  idempotency_keys: IdempotencyKeyRow
}

export interface EventRow {
  /** One more than the row before has: it is part of what is hashed. */
  id: number
  authority_id: string
  at: number
  type: string
  actor: string
  subject: string
  contractor_id: string | null
  data_json: string
  /** Hash of the row before, and of this one; see domain/audit-chain.ts. */
  prev_hash: string
  hash: string
}

export interface UserRow {
  id: string
  authority_id: string
  login: string
  role: string
  password_hash: string
  created_at: number
}

export interface ApiKeyRow {
  id: string
  authority_id: string
  role: string
  /** Space-separated scopes; `*` means all that the role allows. */
  scopes: string
  contractor_id: string | null
  secret_sha256: string
  label: string
  created_at: number
  revoked_at: number | null
  /** When the journal last told of its use: at most once per UTC day. */
  use_recorded_at: number | null
}

export interface IdempotencyKeyRow {
  key: string
  principal: string
  request_sha256: string
  status: number | null
  response_json: string | null
  created_at: number
}
