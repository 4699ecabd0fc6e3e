import { HOUR_MS } from '../domain/time.ts'
import type { DepthAt } from './gate.ts'
import { type Rise, supports } from './rise.ts'

/**
 * Asks the sensors around whether a quick rise is snow. Snow falls on all of a block, if not alike and not in the same
 * minute; a berm, a drift or a parked car meets one sensor alone.
 */

/** Bands of snow pass over a block within this, before or after. */
const TIMING_MS = HOUR_MS
/** A neighbour may have been silent for this long at either end of the rise and still be asked. */
const SILENT_MS = HOUR_MS

/** What is seen of another sensor of the block. */
export interface NeighbourView {
  readonly device: string
  /** Course of its level, ascending. */
  readonly course: readonly DepthAt[]
}

/**
 * agrees: someone saw snow too. disagrees: someone was asked, and nobody did. not-evaluated: nobody could say.
 */
export type Agreement = 'agrees' | 'disagrees' | 'not-evaluated'

/**
 * Whether others bear a sensor's rise out. A forecast or weather station that tells of snow suffices; one that tells of
 * none is outvoted by any neighbour that rose.
 * @param others sensors around, few; their courses may reach further than the rise.
 * @returns also how many of them could be asked.
 */
export function askNeighbours(
  rise: Rise,
  others: readonly NeighbourView[],
): { readonly agreement: Agreement; readonly asked: number } {
  const rises = others.map((it) => riseMeanwhileCm(it.course, rise)).filter((it) => it !== null)
  const asked = rises.length
  if (rise.witness === 'supports' || rises.some((it) => supports(it, rise.riseCm)))
    return { agreement: 'agrees', asked }
  return { agreement: asked > 0 || rise.witness === 'denies' ? 'disagrees' : 'not-evaluated', asked }
}

/** The greatest rise of a course around the time of another's, cm; null when it was not watched then. */
function riseMeanwhileCm(course: readonly DepthAt[], { fromMs, atMs }: Rise): number | null {
  const points = course.filter((it) => it.atMs >= fromMs - TIMING_MS && it.atMs <= atMs + TIMING_MS)
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || first === last) return null
  if (first.atMs > fromMs + SILENT_MS || last.atMs < atMs - SILENT_MS) return null
  let [lowCm, riseCm] = [first.depthCm, 0]
  for (const { depthCm } of points) {
    lowCm = Math.min(lowCm, depthCm)
    riseCm = Math.max(riseCm, depthCm - lowCm)
  }
  return riseCm
}
