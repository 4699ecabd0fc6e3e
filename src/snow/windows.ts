import { sum } from 'simple-statistics'
import { HOUR_MS } from '../domain/time.ts'
import type { SnowPoint } from './history.ts'
import { type HourMark, hourlySum } from './hours.ts'
import type { SnowState } from './state.ts'
import { roundedCm } from './units.ts'

/** Lengths of the windows for which snowfall is told, h: those of AMeDAS, and 1 h. */
export const WINDOW_HOURS = [1, 3, 6, 12, 24, 72] as const

/** Snowfall of the last `hours`. */
export interface SnowfallWindow {
  readonly hours: number
  /** New snow, cm; null where the record does not carry an answer, which is not "none". */
  readonly newSnowCm: number | null
  /** Sum of hourly increases over the last whole hours, cm; null likewise. */
  readonly hourlySumCm: number | null
  /** How much of the window the record covers, h. */
  readonly coveredH: number
}

/** Share of a window that must be covered before its snowfall is told. */
const LEAST_COVERED = 0.8
/** Silence longer than this is a hole in the record: a sensor without an accepted sample for so long counts as failed. */
export const HOLE_MS = 2 * HOUR_MS

/**
 * Snowfall of the windows that end now. A window is told when the record reaches back to its beginning and covers most
 * of it; holes count as not covered, though a rise across a hole is in the sum.
 * @param holeMs longest silence that is none; more for a device that speaks less often than every half hour.
 */
export function snowfallWindows(state: SnowState, nowMs: number, holeMs = HOLE_MS): readonly SnowfallWindow[] {
  return WINDOW_HOURS.map((hours) => {
    const fromMs = nowMs - hours * HOUR_MS
    const coveredMs = covered(state.marks, state.startedAtMs, fromMs, nowMs, holeMs)
    const startCm = fallenAt(state, fromMs, holeMs)
    const enough = coveredMs >= LEAST_COVERED * hours * HOUR_MS
    const sum = hourlySum(state.marks, hours, nowMs)
    return {
      hours,
      newSnowCm: startCm === null || !enough ? null : roundedCm(state.snowfall.fallenCm - startCm),
      hourlySumCm: sum.knownHours >= LEAST_COVERED * hours ? sum.cm : null,
      coveredH: Math.round((coveredMs / HOUR_MS) * 100) / 100,
    }
  })
}

/** Time between `fromMs` and `toMs` that no hole takes, ms. */
function covered(
  marks: readonly HourMark[],
  startedAtMs: number | null,
  fromMs: number,
  toMs: number,
  holeMs: number,
): number {
  if (startedAtMs === null) return 0
  let coveredMs = 0
  // what is older than the marks was heard too, if the record is
  let sinceMs = Math.max(startedAtMs, (marks[0]?.atMs ?? startedAtMs) - HOUR_MS)
  for (const untilMs of [...marks.map((it) => it.atMs), toMs]) {
    if (untilMs - sinceMs <= holeMs) coveredMs += Math.max(0, Math.min(untilMs, toMs) - Math.max(sinceMs, fromMs))
    sinceMs = untilMs
  }
  return coveredMs
}

/** The sum of new snow as it stood at a moment, cm: by the history where it reaches back so far, else by the marks. */
function fallenAt(state: SnowState, atMs: number, holeMs: number): number | null {
  const recent = fallenSince(state.history, atMs, holeMs)
  if (recent !== undefined) return recent === null ? null : roundedCm(state.snowfall.fallenCm - recent)
  const next = state.marks.findIndex((it) => it.atMs >= atMs)
  const [before, after] = [state.marks[next - 1], state.marks[next]]
  if (after?.atMs === atMs) return after.fallenCm
  if (before === undefined || after === undefined || after.atMs - before.atMs > holeMs) return null
  return before.fallenCm + shareBefore(before.atMs, after.atMs, atMs) * (after.fallenCm - before.fallenCm)
}

/**
 * New snow after a moment, cm: a pass sets the count back to zero, the snow before it stays fallen.
 * @returns undefined when the history does not reach back so far, null when the moment lies in a hole.
 */
function fallenSince(history: readonly SnowPoint[], atMs: number, holeMs: number): number | null | undefined {
  const first = history.findIndex((it) => it.atMs > atMs)
  const [before, after] = [history.at(first - 1), history[first]]
  if (first === 0 || before === undefined) return undefined
  if (after === undefined) return atMs - before.atMs > holeMs ? null : 0
  if (after.atMs - before.atMs > holeMs) return null
  const cutCm = shareBefore(before.atMs, after.atMs, atMs) * Math.max(0, after.newSnowCm - before.newSnowCm)
  const risesCm = history.slice(first).map((it, index) => {
    const previous = index === 0 ? before : (history[first + index - 1] ?? before)
    return Math.max(0, it.newSnowCm - previous.newSnowCm)
  })
  return sum(risesCm) - cutCm
}

function shareBefore(fromMs: number, toMs: number, atMs: number): number {
  return (atMs - fromMs) / (toMs - fromMs)
}
