import type { Observation } from '../../domain/forecast.ts'
import type { ObservationRow } from '../tables.ts'

export function observationFromRow(row: ObservationRow): Observation {
  return {
    provider: row.provider,
    stationId: row.station_id,
    lat: row.lat,
    lon: row.lon,
    atMs: row.at,
    receivedAtMs: row.received_at,
    airTempC: row.air_temp_c,
    snowDepthCm: row.snow_depth_cm,
    snowfall1hCm: row.snowfall_1h_cm,
    precipitation1hMm: row.precipitation_1h_mm,
  }
}
