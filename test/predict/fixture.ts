import type { SnowForecast } from '../../src/domain/forecast.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { type Analogs, FEATURES } from '../../src/predict/analogs.ts'
import type { DepthSample } from '../../src/predict/level-rate.ts'
import type { Model } from '../../src/predict/model.ts'
import { LEADS_H, type PredictInput, type Situation } from '../../src/predict/situation.ts'

export const NOW_MS = Date.parse('2026-01-20T17:00:00Z')

/** Depths (cm) of the samples up to now, ten minutes apart unless said otherwise. */
export function upToNow(depthsCm: readonly number[], stepMin = 10): DepthSample[] {
  return depthsCm.map((depthCm, index) => ({
    atMs: NOW_MS - (depthsCm.length - 1 - index) * stepMin * MINUTE_MS,
    depthCm,
  }))
}

/** Six hours that rise by `cmPerH` to `levelCm`. */
export function ramp(cmPerH: number, levelCm = 20): DepthSample[] {
  return upToNow(Array.from({ length: 37 }, (_, index) => levelCm - ((36 - index) / 6) * cmPerH))
}

/** A run received `receivedH` hours ago that forecasts `cmPerH` from 6 h ago to 48 h ahead; `change` overrides. */
export function forecast(cmPerH: number, receivedH = 1, change: Partial<SnowForecast> = {}): SnowForecast {
  const receivedAtMs = NOW_MS - receivedH * HOUR_MS
  const hours = Array.from({ length: 54 }, (_, index) => ({
    fromMs: NOW_MS + (index - 6) * HOUR_MS,
    airTempC: -3,
    snowfallCm: cmPerH,
  }))
  return { runId: 'run-1', issuedAtMs: receivedAtMs - HOUR_MS, receivedAtMs, hours, ...change }
}

export function input(change: Partial<PredictInput> = {}): PredictInput {
  const now = {
    nowMs: NOW_MS,
    samples: ramp(1),
    depthSincePassCm: 6,
    measuredLevelCm: 20,
    youngLayerCm: 6,
    airTempC: -3,
  }
  return { ...now, forecast: forecast(1), ...change }
}

export function situation(change: Partial<Situation> = {}): Situation {
  const none = LEADS_H.map(() => 0)
  const now = { levelCm: 20, riseCmPerH: 1, scatterCm: 0.2, youngLayerCm: 6, risenCm: 3 }
  return { ...now, forecastCm: none, forecastPastCm: 0, ...change }
}

/** Analogs of rows as they are given: their features, and one error for all leads or one for each, cm. */
export function analogs(
  rows: readonly { readonly features?: readonly number[]; readonly errorCm: number | readonly number[] }[],
  change: Partial<Analogs> = {},
): Analogs {
  const width = FEATURES.length
  const features = new Float32Array(rows.length * width)
  const errors = new Float32Array(rows.length * LEADS_H.length)
  for (const [row, { features: given = [], errorCm }] of rows.entries()) {
    features.set(given, row * width)
    const each = typeof errorCm === 'number' ? LEADS_H.map(() => errorCm) : errorCm
    errors.set(each, row * LEADS_H.length)
  }
  const weights = { trend: 0.5, forecast: 0.5, agreement: 0, settling: 0.5 }
  return { weights, spread: 1, features, errors, ...change }
}

/** A model whose paths go astray by up to 1 cm an hour, a hundred and twenty-one of them, evenly. */
export function model(change: Partial<Model> = {}): Model {
  const rows = Array.from({ length: 121 }, (_, row) => ({
    errorCm: LEADS_H.map((leadH) => ((row - 60) / 60) * leadH),
  }))
  const both = analogs(rows)
  return { withForecast: both, withoutForecast: both, crossing: { from: [], values: [] }, ...change }
}
