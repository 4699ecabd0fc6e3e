import type { PredictInput, Situation } from '../../src/predict/situation.ts'
import { LEADS_H, situationOf } from '../../src/predict/situation.ts'
import { trendCmPerH } from '../../src/predict/trend.ts'
import type { Simulated } from './simulated-forecast.ts'

/** Snow is thought possible where the air was at or below this within the last day, °C; grass moves in summer. */
const SNOW_POSSIBLE_C = 3
const DAY_H = 24
/** Active: rising at least so fast, cm/h … */
const ACTIVE_RATE_CM_PER_H = 0.5
/** … or so much snow forecast for the next 6 h, cm. */
const ACTIVE_FORECAST_CM = 1

/** One prediction to make and what came of it. */
export interface Case {
  /** Index of the station. */
  readonly station: number
  /** Index of the hour in the station's hours. */
  readonly index: number
  readonly input: PredictInput
  readonly situation: Situation
  /** Newest sample, cm: persistence. */
  readonly sampleCm: number
  /** Theil–Sen trend of three hours, cm/h. */
  readonly trendCmPerH: number
  /** Sample measured at each lead, cm. */
  readonly truthCm: readonly (number | null)[]
  readonly active: boolean
}

/** Every hour at which the service would have predicted and something is known of what followed. */
export function casesOf(stations: readonly Simulated[]): Case[] {
  return stations.flatMap(({ hours, runs }, station) =>
    hours.flatMap((hour, index): Case[] => {
      const forecast = runs.at(index)
      if (hour.input === null || hour.sampleCm === null || forecast === null) return []
      const day = hours.slice(Math.max(0, index - DAY_H), index + 1).flatMap((it) => it.airTempC ?? [])
      if (day.length > 0 && Math.min(...day) > SNOW_POSSIBLE_C) return []
      const truthCm = LEADS_H.map((lead) => hours[index + lead]?.sampleCm ?? null)
      if (truthCm.slice(0, 6).every((it) => it === null)) return []
      const input = { ...hour.input, forecast }
      const situation = situationOf(input)
      if (situation === undefined || situation.forecastCm === null) return []
      const trend = trendCmPerH(input.samples, hour.atMs)
      const active = trend >= ACTIVE_RATE_CM_PER_H || (situation.forecastCm[5] ?? 0) >= ACTIVE_FORECAST_CM
      return [{ station, index, input, situation, sampleCm: hour.sampleCm, trendCmPerH: trend, truthCm, active }]
    }),
  )
}
