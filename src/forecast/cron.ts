import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, wallTime } from '../domain/time.ts'

/**
 * When forecasts are asked for: minutes and hours on a wall clock, every day. The moments are computed from the time
 * given, so a simulated night keeps them as a real one does.
 */
export interface DailyTicks {
  /** 0 to 59, ascending. */
  readonly minutes: readonly number[]
  /** 0 to 23, ascending. */
  readonly hours: readonly number[]
  readonly timeZone: string
}

/** Every offset from UTC in use is a multiple of this, so the local hour never changes within it. */
const PIECE_MS = 15 * MINUTE_MS
/** A tick of one day may be skipped by a daylight-saving jump; the next day's is not. */
const HORIZON_MS = 2 * DAY_MS + 2 * HOUR_MS

/** The first tick after `afterMs`; undefined when the schedule has none. */
export function nextTickAtMs(ticks: DailyTicks, afterMs: EpochMs): EpochMs | undefined {
  const firstMs = pieceOf(afterMs)
  for (let pieceMs = firstMs; pieceMs <= firstMs + HORIZON_MS; pieceMs += PIECE_MS) {
    const found = ticksIn(ticks, pieceMs).find((it) => it > afterMs)
    if (found !== undefined) return found
  }
  return undefined
}

/** The last tick at or before `atMs`; undefined when the schedule has none. */
export function lastTickAtMs(ticks: DailyTicks, atMs: EpochMs): EpochMs | undefined {
  const lastMs = pieceOf(atMs)
  for (let pieceMs = lastMs; pieceMs >= lastMs - HORIZON_MS; pieceMs -= PIECE_MS) {
    const found = ticksIn(ticks, pieceMs).findLast((it) => it <= atMs)
    if (found !== undefined) return found
  }
  return undefined
}

function pieceOf(atMs: EpochMs): EpochMs {
  return Math.floor(atMs / PIECE_MS) * PIECE_MS
}

function ticksIn({ minutes, hours, timeZone }: DailyTicks, pieceMs: EpochMs): EpochMs[] {
  const { hour, minute } = wallTime(pieceMs, timeZone)
  if (!hours.includes(hour)) return []
  const pieceMin = PIECE_MS / MINUTE_MS
  return minutes.filter((it) => it >= minute && it < minute + pieceMin).map((it) => pieceMs + (it - minute) * MINUTE_MS)
}
