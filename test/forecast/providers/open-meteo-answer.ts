import type { Cell } from '../../../src/domain/forecast.ts'
import type { HttpAnswer, ProviderSettings, Told } from '../../../src/forecast/provider.ts'
import { openMeteo } from '../../../src/forecast/providers/open-meteo.ts'

/** A small answer of Open-Meteo as it is documented, to be changed by tests. */

export const CELL: Cell = { id: '40.8,140.7', lat: 40.8, lon: 140.7 }
export const NEIGHBOUR: Cell = { id: '40.9,140.7', lat: 40.9, lon: 140.7 }
export const SETTINGS: ProviderSettings = {
  baseUrl: 'https://api.open-meteo.com',
  apiKey: null,
  model: null,
  userAgent: 'yukiban roads@city.example',
}
export const NOW_MS = Date.parse('2026-01-20T09:20:00Z')

export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

export interface Place {
  latitude: number
  longitude: number
  utc_offset_seconds: number
  hourly_units: Record<string, unknown>
  hourly: Record<string, unknown[]>
}

/** As Open-Meteo tells them when it is asked as we ask. */
export const METRIC_UNITS = {
  time: 'iso8601',
  temperature_2m: '°C',
  relative_humidity_2m: '%',
  precipitation: 'mm',
  wind_speed_10m: 'm/s',
}

export function place(changes: Partial<Place> = {}): Place {
  return {
    latitude: 40.8,
    longitude: 140.6875,
    utc_offset_seconds: 0,
    hourly_units: METRIC_UNITS,
    hourly: {
      time: ['2026-01-20T00:00', '2026-01-20T01:00', '2026-01-20T02:00'],
      temperature_2m: [-2, -4, -5],
      relative_humidity_2m: [80, 90, null],
      precipitation: [0.5, 1.5, null],
      wind_speed_10m: [4, 6, 7],
    },
    ...changes,
  }
}

export function withHourly(changes: Record<string, unknown[]>): Place {
  return place({ hourly: { ...place().hourly, ...changes } })
}

export function withUnits(changes: Record<string, unknown>, hourly: Partial<Record<string, unknown[]>> = {}): Place {
  return place({
    hourly_units: { ...place().hourly_units, ...changes },
    hourly: { ...place().hourly, ...hourly } as Place['hourly'],
  })
}

export function read(given: HttpAnswer, cells: readonly Cell[] = [CELL], settings = SETTINGS): Told {
  return openMeteo.read(given, cells, settings, NOW_MS)
}

export function hoursOf(told: Told) {
  if (told.kind !== 'runs') throw new Error(`no runs but ${JSON.stringify(told)}`)
  return told.runs[0]?.hours ?? []
}
