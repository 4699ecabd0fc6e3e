import { type KnownPrediction, type SensorPrediction, sensorPrediction } from '../../src/decide/sensor-prediction.ts'
import type { Device } from '../../src/domain/device.ts'
import type { SnowForecast } from '../../src/domain/forecast.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { MODEL } from '../../src/predict/shipped-model.ts'
import { EMPTY_SENSOR, foldReading, type SensorState } from '../../src/snow/fold.ts'
import { at, reading, sensor } from '../support/sensor.ts'

/** A sensor's state after these depths (cm), ten minutes apart, the last at `endMin`; `change` is of each reading. */
export function folded(
  depthsCm: readonly number[],
  endMin: number,
  device: Device = sensor(),
  change: Parameters<typeof reading>[1] = { airTempC: 0 },
  before: SensorState = EMPTY_SENSOR,
): SensorState {
  return depthsCm.reduce((state, depthCm, index) => {
    const minutes = endMin - (depthsCm.length - 1 - index) * 10
    return foldReading(state, reading(minutes, { distanceMm: 2000 - depthCm * 10, ...change }), device).state
  }, before)
}

/** Four hours that rise by `cmPerH`, from `fromCm`. */
export function rise(cmPerH: number, fromCm = 0): number[] {
  return Array.from({ length: 25 }, (_, index) => fromCm + (cmPerH * index) / 6)
}

/** A run received an hour before `nowMin` that forecasts `cmPerH` from then on for two days, at −4 °C. */
export function run(cmPerH: number, nowMin: number, change: Partial<SnowForecast> = {}): SnowForecast {
  const fromMs = Math.floor((at(nowMin) - 3 * HOUR_MS) / HOUR_MS) * HOUR_MS
  const hours = Array.from({ length: 48 }, (_, index) => ({
    fromMs: fromMs + index * HOUR_MS,
    airTempC: -4,
    snowfallCm: cmPerH,
  }))
  return { runId: 'run-7', issuedAtMs: at(nowMin) - 2 * HOUR_MS, receivedAtMs: at(nowMin) - HOUR_MS, hours, ...change }
}

export function known(it: SensorPrediction): KnownPrediction {
  if (it.status !== 'known') throw new Error(`a prediction was expected, not ${it.reason}`)
  return it
}

/** What comes after `depthsCm` up to `nowMin`, with `cmPerH` forecast. */
export function predictionAfter(
  depthsCm: readonly number[],
  { cmPerH = 1, nowMin = 240, device = sensor() }: { cmPerH?: number; nowMin?: number; device?: Device } = {},
): SensorPrediction {
  const forecast = { forecast: run(cmPerH, nowMin), stale: false }
  return sensorPrediction(device, folded(depthsCm, nowMin, device), forecast, at(nowMin), MODEL)
}
