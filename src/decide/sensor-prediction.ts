import { type SensorStatus, sensorStatus } from '../criteria/evaluate.ts'
import type { Device } from '../domain/device.ts'
import type { SnowForecast } from '../domain/forecast.ts'
import type { StandingFault } from '../domain/sensor-fault.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import type { Model } from '../predict/model.ts'
import { type DegradedMode, FORECAST_MAX_AGE_MS, type Prediction, predict } from '../predict/predict.ts'
import { surfaceSamples } from '../predict/samples.ts'
import { MODEL } from '../predict/shipped-model.ts'
import { TEMPERATURE_MAX_AGE_MS } from '../quality/compensation.ts'
import { faultsOf } from '../quality/judge.ts'
import type { SensorState } from '../snow/fold.ts'
import { type SnowPoint, youngLayerCm } from '../snow/state.ts'
import { sensorView } from './route-view.ts'
import { staleMinOf } from './stale.ts'

/** A forecast, and whether it was confirmed lately enough to rest a decision on. */
export interface KnownForecast {
  readonly forecast: SnowForecast
  readonly stale: boolean
}

/**
 * Why nothing can be said of what comes at a sensor. no-depth: it measures none. no-data: it never had an accepted
 * reading. silent: the newest accepted one is more than two hours old.
 */
export type SensorUnknown = 'no-depth' | 'no-data' | 'silent'

/** What a prediction was made from, beside the forecast. */
export interface PredictionInputs {
  /** Newest accepted reading; null: none ever. */
  readonly readingAtMs: EpochMs | null
  readonly readingIdentity: string | null
  /** Accepted samples of the surface that lies now. */
  readonly samples: number
  readonly firstSampleAtMs: EpochMs | null
  readonly airTempC: number | null
}

interface Asked {
  readonly device: Device
  readonly atMs: EpochMs
  /** How good the sensor is now: the prediction of one that is not `ok` must not be acted on alone. */
  readonly sensor: SensorStatus
  readonly faults: readonly StandingFault[]
  readonly inputs: PredictionInputs
}

export interface KnownPrediction extends Asked {
  readonly status: 'known'
  readonly prediction: Prediction
  /** What the criteria would see of the sensor now. */
  readonly now: SnowPoint
  /** Run used; null: none was, or none reached far enough. */
  readonly forecast: SnowForecast | null
}

/** What may come at one sensor, or why nobody can say. Unknown is never taken for "no snow". */
export type SensorPrediction =
  | KnownPrediction
  | (Asked & { readonly status: 'unknown'; readonly reason: SensorUnknown })

/**
 * Predicts one sensor from its folded state and the forecast of its place. Pure: the same state, forecast and time give
 * the same prediction. A suspect or faulty sensor is predicted from what was last accepted, and says that it is one.
 * @param state undefined for a device that measures no snow.
 * @param forecast newest one received by `nowMs`; undefined: none.
 */
export function sensorPrediction(
  device: Device,
  state: SensorState | undefined,
  forecast: KnownForecast | undefined,
  nowMs: EpochMs,
  model: Model = MODEL,
): SensorPrediction {
  const samples = state === undefined ? [] : surfaceSamples(state.snow)
  const airTempC = airTempNow(state, forecast, nowMs)
  const asked: Asked = {
    device,
    atMs: nowMs,
    sensor: sensorStatus(sensorView(device, state, nowMs), staleMinOf(device), nowMs),
    faults: state === undefined ? [] : faultsOf(state.quality),
    inputs: {
      readingAtMs: state?.lastAccepted?.atMs ?? null,
      readingIdentity: state?.lastAccepted?.identity ?? null,
      samples: samples.length,
      firstSampleAtMs: samples[0]?.atMs ?? null,
      airTempC,
    },
  }
  const now = state?.snow.history.at(-1)
  if (state === undefined) return { ...asked, status: 'unknown', reason: 'no-depth' }
  if (now === undefined) return { ...asked, status: 'unknown', reason: 'no-data' }
  const { depthSincePassCm } = now
  const levels = { depthSincePassCm, measuredLevelCm: now.depthCm, youngLayerCm: youngLayerCm(state.snow, nowMs) }
  const known = { nowMs, samples, ...levels, airTempC }
  const made = predict({ ...known, forecast: forecast?.forecast ?? null }, model)
  if (made === undefined) return { ...asked, status: 'unknown', reason: 'silent' }
  const used = made.forecastRunId === null ? null : (forecast?.forecast ?? null)
  return { ...asked, status: 'known', prediction: withStale(made, forecast), now, forecast: used }
}

/** The sensor's own, at most two hours old; else what was forecast for this hour, °C. */
function airTempNow(state: SensorState | undefined, forecast: KnownForecast | undefined, nowMs: EpochMs) {
  const own = state?.quality.airTemp ?? null
  if (own !== null && nowMs - own.atMs <= TEMPERATURE_MAX_AGE_MS) return own.airTempC
  if (forecast === undefined || nowMs - forecast.forecast.receivedAtMs > FORECAST_MAX_AGE_MS) return null
  const hour = forecast.forecast.hours.findLast((it) => it.fromMs <= nowMs)
  return hour !== undefined && nowMs < hour.fromMs + HOUR_MS ? hour.airTempC : null
}

/** The archive knows better than a run's own age whether it still stands: a service may not have answered since. */
function withStale(made: Prediction, forecast: KnownForecast | undefined): Prediction {
  const silent = made.forecastRunId !== null && forecast?.stale === true && !made.degraded.includes('stale-forecast')
  if (!silent) return made
  const degraded: DegradedMode[] = ['stale-forecast', ...made.degraded]
  return { ...made, degraded }
}
