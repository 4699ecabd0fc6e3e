import { quantileSorted } from 'simple-statistics'
import type { Outlook } from '../criteria/facts.ts'
import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import type { Model } from '../predict/model.ts'
import type { Quantiles } from '../predict/predict.ts'
import { LEADS_H } from '../predict/situation.ts'
import { pooledProbability } from './crossings.ts'
import type { KnownPrediction } from './sensor-prediction.ts'

/** What a criterion sees of the predictions of its usable sensors, all made at `nowMs`; null when there is none. */
export function outlookOf(predictions: readonly KnownPrediction[], nowMs: EpochMs, model: Model): Outlook | null {
  const [first] = predictions
  if (first === undefined) return null
  return {
    runId: predictions.find((it) => it.prediction.forecastRunId !== null)?.prediction.forecastRunId ?? null,
    degraded: [...new Set(predictions.flatMap((it) => it.prediction.degraded))],
    addedCm: (byMs) => addedCm(predictions, byMs, nowMs),
    probability: (measure, thresholdCm, byMs) => pooledProbability(predictions, { measure, thresholdCm }, byMs, model),
  }
}

/**
 * Quantiles over all paths of all sensors, which count alike. What the newest samples show beyond the measured level,
 * a median that lags, is part of what is still to come.
 */
function addedCm(predictions: readonly KnownPrediction[], byMs: EpochMs, nowMs: EpochMs): Quantiles | null {
  const hours = Math.max(0, (byMs - nowMs) / HOUR_MS)
  if (hours > (LEADS_H.at(-1) ?? 0)) return null
  const addedCms: number[] = []
  for (const { prediction } of predictions) {
    const { paths, depthSincePassNowCm, depthSincePassCm } = prediction
    for (let start = 0; start < paths.length; start += LEADS_H.length)
      addedCms.push(depthSincePassNowCm - depthSincePassCm + changeAt(paths, start, hours))
  }
  addedCms.sort((a, b) => a - b)
  const at = (share: number) => Math.round(quantileSorted(addedCms, share) * 100) / 100
  return { p10: at(0.1), p25: at(0.25), p50: at(0.5), p75: at(0.75), p90: at(0.9) }
}

/** Change of one path after `hours`; between leads it is taken as straight, and it begins at 0. */
function changeAt(paths: Float64Array, start: number, hours: number): number {
  const lead = Math.ceil(hours)
  if (lead === 0) return 0
  const before = lead === 1 ? 0 : (paths[start + lead - 2] ?? 0)
  const after = paths[start + lead - 1] ?? 0
  return before + (after - before) * (hours - (lead - 1))
}
