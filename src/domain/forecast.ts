import type { EpochMs } from './time.ts'

/** Weather of one hour: means and sums over `fromMs` … `fromMs` + 1 h. Null: the service did not say. */
export interface ForecastHour {
  readonly fromMs: EpochMs
  readonly airTempC: number | null
  readonly relativeHumidityPct: number | null
  /** Rain and snow together, as water, mm in the hour. */
  readonly precipitationMm: number | null
  readonly windMs: number | null
}

/** An hour with the snow we make of it (forecast/snowfall.ts), never a service's own snowfall. */
export interface SnowHour {
  readonly fromMs: EpochMs
  readonly airTempC: number | null
  /** New snow in the hour, cm; null when temperature or precipitation is not known. */
  readonly snowfallCm: number | null
  /** Rain in the hour, the part of the precipitation that is no snow, mm; null or absent: not known. */
  readonly rainMm?: number | null
}

/** Part of the land that shares one forecast: a grid cell by its centre, degrees WGS 84. */
export interface Cell {
  /** `lat,lon` of the centre, as text that is the same for every place in the cell. */
  readonly id: string
  readonly lat: number
  readonly lon: number
}

/** One run of a weather model for one cell, as archived. */
export interface ForecastRun {
  readonly id: string
  readonly provider: string
  readonly model: string
  readonly cellId: string
  /** When the model run began, as far as the service says; else when we received it. */
  readonly issuedAtMs: EpochMs
  /** When we had it: what is decided at a moment rests on runs received by then. */
  readonly receivedAtMs: EpochMs
  /** Ascending, without gaps of our making; hours the service left out are absent. */
  readonly hours: readonly ForecastHour[]
}

/** What prediction and quality control see of a run. */
export interface SnowForecast {
  readonly runId: string
  readonly issuedAtMs: EpochMs
  readonly receivedAtMs: EpochMs
  readonly hours: readonly SnowHour[]
}

/** What a weather station observed. Null: it did not say, or its own quality flag refuses the value. */
export interface Observation {
  readonly provider: string
  readonly stationId: string
  readonly lat: number
  readonly lon: number
  readonly atMs: EpochMs
  readonly receivedAtMs: EpochMs
  readonly airTempC: number | null
  readonly snowDepthCm: number | null
  /** New snow of the hour before `atMs`, cm. */
  readonly snowfall1hCm: number | null
  /** Precipitation of the hour before `atMs`, mm. */
  readonly precipitation1hMm: number | null
}
