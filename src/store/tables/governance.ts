/** What stands above single criteria: city-wide modes, and times in which something is not acted on. */
export interface GovernanceTables {
  city_modes: CityModeRow
  city_mode_states: CityModeStateRow
  silences: SilenceRow
}

export interface CityModeRow {
  id: string
  authority_id: string
  version: number
  /** CityMode without id and authority. */
  body_json: string
  updated_at: number
}

export interface CityModeStateRow {
  mode_id: string
  active: number
  since_at: number
  set_by: 'rule' | 'officer'
  until_at: number | null
  clearing_since_at: number | null
  /** JSON of the reasons as they were when the state was last saved. */
  reasons_json: string
  judged_at: number
}

export interface SilenceRow {
  id: string
  authority_id: string
  target_kind: 'scope' | 'device'
  /** JSON of the scope; null for a device. */
  scope_json: string | null
  device_id: string | null
  from_at: number
  to_at: number
  reason: string
  created_by: string
  created_at: number
  ended_at: number | null
  ended_by: string | null
  ended_reason: string | null
}
