import type { LoneRise } from '../criteria/evaluate.ts'
import type { Facts, Outlook, WeatherAhead } from '../criteria/facts.ts'
import { type Criterion, plainRules } from '../domain/criterion.ts'
import type { Route } from '../domain/route.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import type { Model } from '../predict/model.ts'
import { FORECAST_MAX_AGE_MS } from '../predict/predict.ts'
import { MODEL } from '../predict/shipped-model.ts'
import type { RouteSensor } from './lone-rises.ts'
import { outlookOf } from './outlook.ts'
import { sensorView } from './route-view.ts'
import { type KnownForecast, sensorPrediction } from './sensor-prediction.ts'

/** A route with all that a criterion may look at. */
export interface RouteToJudge {
  readonly route: Pick<Route, 'id' | 'deadline' | 'plowMinutes'>
  /** IANA zone of the authority's wall clock. */
  readonly timeZone: string
  /** The sensors that vote: the route's own, or its block's. */
  readonly sensors: readonly RouteSensor[]
  /** Quick rises that nothing around bears out, by device. */
  readonly loneRises?: ReadonlyMap<string, LoneRise>
  /** Devices that are being worked on. */
  readonly maintenance?: ReadonlySet<string>
  /** The newest forecast received by now for where a device stands. */
  forecastOf(deviceId: string): KnownForecast | undefined
}

/** What a criterion sees of a route at `nowMs`. Pure; prediction is computed only for those that ask for it. */
export function routeFacts(judged: RouteToJudge, nowMs: EpochMs, model: Model = MODEL): Facts {
  const { route, timeZone, sensors, loneRises, maintenance } = judged
  let outlook: Outlook | null | undefined
  let weather: WeatherAhead | null | undefined
  return {
    nowMs,
    timeZone,
    route: { id: route.id, deadline: route.deadline, plowMinutes: route.plowMinutes },
    sensors: sensors.map(({ device, state }) =>
      sensorView(device, state, nowMs, {
        loneRise: loneRises?.get(device.id) ?? null,
        maintenance: maintenance?.has(device.id) ?? false,
      }),
    ),
    outlook() {
      if (outlook === undefined) outlook = predicted(judged, nowMs, model)
      return outlook
    },
    weather() {
      if (weather === undefined) weather = weatherAhead(judged, nowMs)
      return weather
    },
  }
}

/** Whether a forecast may change what this criterion says. */
export function looksAhead(criterion: Criterion): boolean {
  return (
    plainRules(criterion.rule).some((it) => it.kind === 'forecast' || it.kind === 'probability') ||
    criterion.suppressors.some((it) => it.kind === 'warming' || it.kind === 'rain')
  )
}

/** From the sensors that are usable: what is suspect, silent or being worked on foretells nothing. */
function predicted({ sensors, maintenance, forecastOf }: RouteToJudge, nowMs: EpochMs, model: Model): Outlook | null {
  const known = sensors
    .filter(({ device }) => !maintenance?.has(device.id))
    .map(({ device, state }) => sensorPrediction(device, state, forecastOf(device.id), nowMs, model))
    .flatMap((it) => (it.status === 'known' && it.sensor === 'ok' ? [it] : []))
  return outlookOf(known, nowMs, model)
}

/** The sensors of a route, or of a block, stand close together: the first forecast found is theirs. */
function weatherAhead({ sensors, forecastOf }: RouteToJudge, nowMs: EpochMs): WeatherAhead | null {
  for (const { device } of sensors) {
    const found = forecastOf(device.id)
    if (found === undefined || nowMs - found.forecast.receivedAtMs > FORECAST_MAX_AGE_MS) continue
    const hours = found.forecast.hours
      .filter((it) => it.fromMs + HOUR_MS > nowMs)
      .map(({ fromMs, airTempC, rainMm = null }) => ({ fromMs, airTempC, rainMm }))
    return { runId: found.forecast.runId, stale: found.stale, hours }
  }
  return null
}
