import { median } from 'simple-statistics'
import { HOUR_MS } from '../../src/domain/time.ts'
import type { Witness } from '../../src/domain/witness.ts'
import { EMPTY_QUALITY, judge, type QualityState } from '../../src/quality/judge.ts'
import type { QcSample } from './qc-series.ts'

/** What a method made of one sample. */
export interface Found {
  readonly accepted: boolean
  readonly plowPass: boolean
  readonly stuck: boolean
}

/** A method of quality control, run over a whole series in time order; one finding per sample. */
export type QcMethod = (samples: readonly QcSample[], witness: Witness) => Found[]

/** The service's own: quality/judge.ts, as the tracker runs it. */
export const ours: QcMethod = (samples, witness) => {
  let state: QualityState = EMPTY_QUALITY
  return samples.map((sample) => {
    const judged = judge(state, readingOf(sample), { mountHeightMm: null, temperatureCompensated: true }, witness)
    state = judged.state
    const { accepted, verdict, plowPass } = judged.judged
    return { accepted, plowPass: plowPass || verdict === 'step-down', stuck: state.flat?.stuck ?? false }
  })
}

/** The plain rate test: no faster than this from the last accepted sample, either way. */
const RATE_CM_PER_H = 20

export const rateTest: QcMethod = (samples) => {
  let last: QcSample | undefined
  return samples.map((sample) => {
    const limitCm =
      last === undefined ? Number.POSITIVE_INFINITY : (RATE_CM_PER_H * (sample.atMs - last.atMs)) / HOUR_MS
    const accepted = last === undefined || Math.abs(sample.depthCm - last.depthCm) <= limitCm
    if (accepted) last = sample
    return { accepted, plowPass: false, stuck: false }
  })
}

/** The median filter: within three scaled median absolute deviations of the last six hours, at least 1 cm. */
const MAD_WINDOW_MS = 6 * HOUR_MS
const MAD_SIGMAS = 3
const MAD_TO_SIGMA = 1.4826
const MAD_FLOOR_CM = 2
const MAD_MIN_SAMPLES = 3

export const madFilter: QcMethod = (samples) => {
  let from = 0
  return samples.map((sample, index) => {
    while (sample.atMs - (samples[from]?.atMs ?? sample.atMs) > MAD_WINDOW_MS) from++
    const window = samples.slice(from, index + 1).map((it) => it.depthCm)
    if (window.length < MAD_MIN_SAMPLES) return { accepted: true, plowPass: false, stuck: false }
    const middleCm = median(window)
    const madCm = median(window.map((it) => Math.abs(it - middleCm)))
    const limitCm = MAD_SIGMAS * Math.max(MAD_TO_SIGMA * madCm, MAD_FLOOR_CM)
    return { accepted: Math.abs(sample.depthCm - middleCm) <= limitCm, plowPass: false, stuck: false }
  })
}

function readingOf(sample: QcSample): Parameters<typeof judge>[1] {
  return {
    boot: null,
    seq: null,
    deviceAtMs: sample.atMs,
    distanceMm: null,
    depthMm: sample.depthCm * 10,
    airTempC: sample.airTempC,
    echoQuality: sample.echoQuality,
    batteryV: null,
    rssiDbm: null,
    extra: null,
    atMs: sample.atMs,
    receivedAtMs: sample.atMs,
    timeSource: 'device',
  }
}
