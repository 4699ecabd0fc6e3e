import type { Generated } from 'kysely'

/** Who owns which roads, with which devices and contractors. */
export interface DistrictTables {
  authorities: AuthorityRow
  blocks: BlockRow
  routes: RouteRow
  devices: DeviceRow
  contractors: ContractorRow
  roster: RosterRow
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
  /** Hiragana; null: not said. */
  name_kana: string | null
}

export interface RouteRow {
  id: string
  authority_id: string
  block_id: string
  name: string
  /** Hiragana; null: not said. */
  name_kana: string | null
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
  /** The secret before it; signs too until `retiring_secret_until_at`. */
  retiring_secret: Generated<string | null>
  retiring_secret_until_at: Generated<number | null>
  /** Set when the endpoint answered 410 Gone or was switched off. */
  webhook_disabled_at: number | null
  email: string | null
  phone: string | null
  /** Routes it can carry at a time; null: no limit is known. */
  capacity: number | null
}

export interface RosterRow {
  id: Generated<number>
  authority_id: string
  block_id: string | null
  route_id: string | null
  contractor_id: string
  rank: number
  from_at: number | null
  to_at: number | null
  /** Comma-separated: mon … sun, holiday; null: every day. */
  days: string | null
  /** `HH:MM` on the authority's wall clock, both or neither. */
  from_time: string | null
  to_time: string | null
}
