import { median } from 'simple-statistics'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { between, gaussian, seeded } from './random.ts'
import type { Station } from './stations.ts'

/** One depth of a series quality control is judged on. */
export interface QcSample {
  readonly atMs: number
  /** As measured, cm; noise around bare ground may be below 0. */
  readonly depthCm: number
  readonly airTempC: number | null
  readonly echoQuality: number | null
  /** Whether its rejection is an error: it is clean beyond doubt. */
  readonly clean: boolean
}

export interface QcSeries {
  readonly name: string
  readonly samples: readonly QcSample[]
}

/** Rows on each side of the centred running median. */
const HALF_WINDOW = 4
/** Rows further away in time than this many intervals say nothing of a row. */
const NEAR_INTERVALS = 6
const CLEAN_CM = 3
/** Interpolated over gaps up to this. */
const MAX_GAP_MS = 3 * HOUR_MS
const TEN_MINUTES_MS = 10 * MINUTE_MS
const DEVICE_NOISE_CM = 0.3
/** The offset of a device's clock within its interval: real ones do not measure on the hour. */
const JITTER_MS = MINUTE_MS

/**
 * A station's depths, each marked whether it is clean: within 3 cm of the centred running median of nine rows, and 0 or
 * more but for noise. Recorded series hold hundreds of real faults, which nobody may count as clean; on a monotonous
 * course, however steep, the median is the row itself, so heavy snow stays clean.
 */
export function qcSeries(station: Station): QcSeries {
  const rows = station.rows.filter((it) => it.depthCm !== null)
  const samples = rows.map((row, index): QcSample => {
    const depthCm = row.depthCm ?? 0
    const near = rows
      .slice(Math.max(index - HALF_WINDOW, 0), index + HALF_WINDOW + 1)
      .filter((it) => Math.abs(it.atMs - row.atMs) <= NEAR_INTERVALS * station.intervalMs)
    const middleCm = median(near.map((it) => it.depthCm ?? 0))
    const clean = Math.abs(depthCm - middleCm) <= CLEAN_CM && depthCm >= -CLEAN_CM && row.echoQuality !== 0
    return { atMs: row.atMs, depthCm, airTempC: row.airTempC, echoQuality: row.echoQuality, clean }
  })
  return { name: station.name, samples }
}

/** The clean samples alone: what faults are put into. */
export function cleanOnly(series: QcSeries): QcSeries {
  return { name: series.name, samples: series.samples.filter((it) => it.clean) }
}

/**
 * The clean part of a series as a device would send it that measures every ten minutes: straight between the rows, with
 * 0.3 cm of noise. Real devices are that fast; the recorded series are not.
 */
export function everyTenMinutes(series: QcSeries, seed: number): QcSeries {
  const random = seeded(seed)
  const rows = cleanOnly(series).samples
  const samples = rows.flatMap((from, index): QcSample[] => {
    const to = rows[index + 1]
    if (to === undefined || to.atMs - from.atMs > MAX_GAP_MS) return []
    const steps = Math.max(Math.round((to.atMs - from.atMs) / TEN_MINUTES_MS), 1)
    return Array.from({ length: steps }, (_, step) => {
      const share = step / steps
      const depthCm = from.depthCm + share * (to.depthCm - from.depthCm) + DEVICE_NOISE_CM * gaussian(random)
      const atMs = Math.round(from.atMs + share * (to.atMs - from.atMs) + between(random, 0, JITTER_MS))
      return { ...from, atMs, depthCm, echoQuality: null, clean: true }
    })
  })
  return { name: `${series.name}@10min`, samples }
}
