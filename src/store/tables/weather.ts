import type { Generated } from 'kysely'

/** Forecasts and observations as received. */
export interface WeatherTables {
  forecast_runs: ForecastRunRow
  observations: ObservationRow
  weather_services: WeatherServiceRow
  weather_requests: WeatherRequestRow
  weather_fetches: WeatherFetchRow
  weather_headlines: WeatherHeadlineRow
}

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

export interface WeatherHeadlineRow {
  office: string
  issued_at: number
  received_at: number
  body_json: string
}
