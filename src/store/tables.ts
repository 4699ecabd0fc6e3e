import type { Generated } from 'kysely'

/**
 * The control database's tables as rows: times are epoch ms (`*_at`), JSON is text (`*_json`), booleans are 0 / 1.
 * Readings live in their own file behind readings/port.ts.
 */
export interface Database {
  authorities: AuthorityRow
  blocks: BlockRow
  routes: RouteRow
  devices: DeviceRow
  contractors: ContractorRow
  roster: RosterRow
  criteria: CriterionRow
  criterion_versions: CriterionVersionRow
  latches: LatchRow
  decisions: DecisionRow
  orders: OrderRow
  offers: OfferRow
  deliveries: DeliveryRow
  passes: PassRow
  events: EventRow
  users: UserRow
  api_keys: ApiKeyRow
  idempotency_keys: IdempotencyKeyRow
  device_states: DeviceStateRow
  device_desired: DeviceDesiredRow
  device_reported: DeviceReportedRow
  device_commands: DeviceCommandRow
  cursors: CursorRow
  forecast_runs: ForecastRunRow
  observations: ObservationRow
  weather_services: WeatherServiceRow
  weather_requests: WeatherRequestRow
  weather_fetches: WeatherFetchRow
  weather_headlines: WeatherHeadlineRow
}

export interface AuthorityRow {
  id: string
  name: string
  kind: string
  time_zone: string
}

export interface BlockRow {
  id: string
  authority_id: string
  name: string
}

export interface RouteRow {
  id: string
  authority_id: string
  block_id: string
  name: string
  road_class: string
  length_m: number
  plow_minutes: number
  deadline: string | null
  geometry_json: string | null
}

export interface DeviceRow {
  id: string
  authority_id: string
  kind: string
  route_id: string | null
  surface: string
  mount_height_mm: number | null
  temperature_compensated: number
  lat: number | null
  lon: number | null
  interval_s: number
  codec: Generated<string>
  payload_format: string | null
  dev_eui: string | null
  /** SHA-256 of the token, hex; null: no token issued or revoked. */
  token_sha256: string | null
  created_at: number
}

export interface ContractorRow {
  id: string
  authority_id: string
  name: string
  webhook_url: string | null
  /** Standard Webhooks secret `whsec_…`; kept readable because every delivery is signed with it. */
  webhook_secret: string
  /** Set when the endpoint answered 410 Gone or was switched off. */
  webhook_disabled_at: number | null
  email: string | null
  phone: string | null
}

/** Who is asked, in which order, for a route or for a whole block. */
export interface RosterRow {
  id: Generated<number>
  authority_id: string
  block_id: string | null
  route_id: string | null
  contractor_id: string
  rank: number
  from_at: number | null
  to_at: number | null
}

export interface CriterionRow {
  id: string
  authority_id: string
  version: number
  /** Criterion without id, authority and version. */
  body_json: string
  updated_at: number
}

export interface CriterionVersionRow {
  criterion_id: string
  version: number
  body_json: string
  created_at: number
  actor: string
}

/** Whether a criterion holds on a route now; one order at most per time it fires. */
export interface LatchRow {
  criterion_id: string
  route_id: string
  active: number
  since_at: number
  /** JSON of the last recorded result and reason codes: an unchanged judgement is not recorded twice. */
  fingerprint: string
  order_id: string | null
}

export interface DecisionRow {
  id: string
  authority_id: string
  route_id: string
  criterion_id: string
  criterion_version: number
  level: string
  at: number
  result: string
  reasons_json: string
  evidence_json: string
  order_id: string | null
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

/** The outbox: what must reach a contractor's endpoint. Committed with the change that caused it. */
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

/** A plow pass as reported; it resets a route's depth since pass. */
export interface PassRow {
  id: Generated<number>
  route_id: string
  at: number
  source: string
  actor: string
  order_id: string | null
  recorded_at: number
}

/** The journal: every transition, who and when; append-only, each row chained to the one before. Feeds the live stream. */
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

/** How a device was last judged to be; written when it changes. */
export interface DeviceStateRow {
  device_id: string
  status: string
  battery: string
  clock: string
  /** Since when the status holds. */
  since_at: number
  updated_at: number
  evidence_json: string
}

/** The configuration a device is asked to take up. */
export interface DeviceDesiredRow {
  device_id: string
  version: number
  body_json: string
  updated_at: number
  actor: string
}

/** The configuration a device last said it has. */
export interface DeviceReportedRow {
  device_id: string
  version: number | null
  interval_s: number | null
  body_json: string
  reported_at: number
}

export interface DeviceCommandRow {
  id: string
  device_id: string
  kind: string
  state: string
  actor: string
  created_at: number
  expires_at: number
  sent_at: number | null
  sends: number
  finished_at: number | null
  detail: string | null
}

/** How far a reader of a log has come. */
export interface CursorRow {
  name: string
  position: number
}

/** A forecast as it was received; never changed but for when it was last confirmed. */
export interface ForecastRunRow {
  id: string
  provider: string
  model: string
  cell_id: string
  issued_at: number
  received_at: number
  /** When the service last said the same. */
  last_seen_at: number
  /** Packed by forecasts/run-row.ts. */
  hours_json: string
  hours_sha256: string
}

/** What a weather station said. */
export interface ObservationRow {
  provider: string
  station_id: string
  at: number
  received_at: number
  lat: number
  lon: number
  air_temp_c: number | null
  snow_depth_cm: number | null
  snowfall_1h_cm: number | null
  precipitation_1h_mm: number | null
}

/** How a weather service fares: calls used, its breaker, when it last answered and failed. */
export interface WeatherServiceRow {
  service: string
  minute_at: number
  minute_used: number
  day_at: number
  day_used: number
  failures: number
  open_until_at: number | null
  not_before_at: number | null
  last_ok_at: number | null
  last_failure_at: number | null
  last_failure_why: string | null
  last_failure_detail: string | null
}

/** One question that is asked again and again: what makes the next one conditional, and when it is due. */
export interface WeatherRequestRow {
  key: string
  service: string
  etag: string | null
  last_modified: string | null
  expires_at: number | null
  retry_at: number | null
  failures: number
  asked_at: number
  ok_at: number | null
}

/** One question asked, and what came of it. */
export interface WeatherFetchRow {
  id: Generated<number>
  service: string
  at: number
  subject: string
  outcome: string
  detail: string | null
  status: number | null
  new_runs: number
}

/** The newest headline of a forecast office. */
export interface WeatherHeadlineRow {
  office: string
  issued_at: number
  received_at: number
  body_json: string
}
