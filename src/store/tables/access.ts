import type { Generated } from 'kysely'

/** Who may do what, and what was done. */
export interface AccessTables {
  events: EventRow
  users: UserRow
  sessions: SessionRow
  sign_in_failures: SignInFailureRow
  api_keys: ApiKeyRow
  idempotency_keys: IdempotencyKeyRow
  setup_tokens: SetupTokenRow
}

/** A token of the first run, of which only the hash is kept. */
export interface SetupTokenRow {
  token_sha256: string
  expires_at: number
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
  /** argon2id in PHC text form; empty while the person has not set a password. */
  password_hash: string
  created_at: number
  contractor_id: Generated<string | null>
  name: Generated<string>
  language: Generated<string>
  disabled_at: Generated<number | null>
  /** When the person last signed in. */
  signed_in_at: Generated<number | null>
  /** When the journal last told of a wrong password: at most once a minute. */
  failure_recorded_at: Generated<number | null>
  set_token_sha256: Generated<string | null>
  set_token_expires_at: Generated<number | null>
}

export interface SessionRow {
  token_sha256: string
  /** What the journal calls it. */
  id: string
  user_id: string
  created_at: number
  last_seen_at: number
  expires_at: number
  user_agent: string
  address: string
}

export interface SignInFailureRow {
  /** Of a login, known or not, or of a browser: see access/failure-subject.ts. */
  subject_sha256: string
  failures: number
  last_at: number
  locked_until: number
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
