import { quantileSorted, quickselect } from 'simple-statistics'
import { expectedChange, type Weights } from './expected.ts'
import { LEADS_H, type Situation } from './situation.ts'

/** Features by which situations are alike, and how much each weighs; all are square roots of cm (or of cm/h). */
export const FEATURES = ['expected', 'rise', 'forecast', 'scatter', 'forecastPast', 'risen', 'forecastSoon'] as const
const FEATURE_WEIGHTS: readonly number[] = [1, 1, 1, 2, 1, 0.3, 0.5]
/** Past situations whose errors make the paths: of 60, 80, 120 and 200 the best score on six recorded stations. */
export const ANALOGS = 80
/** Index of the leads 6 h and 2 h in LEADS_H. */
const SIX_H = 5
const TWO_H = 1

/** Past situations and how far the depth then went from what was expected. Rows: situations. */
export interface Analogs {
  readonly weights: Weights
  /** Distance of the paths from their middle is multiplied by it: analogs of other stations are too sure. */
  readonly spread: number
  /** rows × FEATURES. */
  readonly features: Float32Array
  /** rows × LEADS_H, cm: depth measured minus depth expected. */
  readonly errors: Float32Array
}

/** The figures analogs are found by, in the order of FEATURES. */
export function featuresOf(situation: Situation, expectedCm: readonly number[]): number[] {
  const { riseCmPerH, scatterCm, risenCm, forecastCm, forecastPastCm } = situation
  return [
    expectedCm[SIX_H] ?? 0,
    riseCmPerH,
    forecastCm?.[SIX_H] ?? 0,
    scatterCm,
    forecastPastCm,
    risenCm,
    forecastCm?.[TWO_H] ?? 0,
  ].map((it) => Math.sqrt(Math.max(it, 0)))
}

/**
 * Possible changes of depth from the published level, cm: ANALOGS paths × LEADS_H, each the expected change plus what
 * came out differently in one alike situation, spread around the middle. Deterministic.
 * @param skip rows that may not take part (verification leaves out what it is judged on).
 */
export function changePaths(situation: Situation, analogs: Analogs, skip?: (row: number) => boolean): Float64Array {
  const expectedCm = expectedChange(situation, analogs.weights)
  const rows = nearest(featuresOf(situation, expectedCm), analogs, skip)
  const leads = LEADS_H.length
  const paths = new Float64Array(rows.length * leads)
  for (let lead = 0; lead < leads; lead++) {
    const errors = new Float64Array(rows.length)
    for (const [index, row] of rows.entries()) errors[index] = analogs.errors[row * leads + lead] ?? 0
    const middle = quantileSorted(asList(errors.toSorted()), 0.5)
    const around = (expectedCm[lead] ?? 0) + middle
    for (let index = 0; index < errors.length; index++)
      paths[index * leads + lead] = around + analogs.spread * ((errors[index] ?? 0) - middle)
  }
  return paths
}

/** Rows of the analogs nearest to `wanted`, nearest ANALOGS in the order of rows. */
function nearest(wanted: readonly number[], analogs: Analogs, skip?: (row: number) => boolean): number[] {
  const distances = distancesTo(wanted, analogs.features)
  if (skip !== undefined) for (const row of distances.keys()) if (skip(row)) distances[row] = Number.POSITIVE_INFINITY
  const wantedRows = Math.min(ANALOGS, distances.length)
  const sorted = distances.slice()
  quickselect(sorted, wantedRows - 1)
  const limit = sorted[wantedRows - 1] ?? Number.POSITIVE_INFINITY
  const rows: number[] = []
  for (let row = 0; row < distances.length && rows.length < wantedRows; row++)
    if ((distances[row] ?? 0) < limit) rows.push(row)
  for (let row = 0; row < distances.length && rows.length < wantedRows; row++)
    if (distances[row] === limit) rows.push(row)
  return rows
}

/** Weighted squared distance of every row; a plain list, since to copy a typed array into one takes as long again. */
function distancesTo(wanted: readonly number[], features: Float32Array): number[] {
  const width = FEATURES.length
  const distances: number[] = []
  for (let start = 0; start < features.length; start += width) {
    let sum = 0
    for (let index = 0; index < width; index++) {
      const apart = (features[start + index] ?? 0) - (wanted[index] ?? 0)
      sum += (FEATURE_WEIGHTS[index] ?? 0) * apart * apart
    }
    distances.push(sum)
  }
  return distances
}

/** Typed arrays sort as numbers, several times faster than with a comparator; the library's types only know lists. */
function asList(values: Float64Array): number[] {
  return values as unknown as number[]
}
