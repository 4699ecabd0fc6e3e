/** Spans of a chart that an officer thinks in. */
export const RANGES = ['6h', '24h', '3d', '14d', 'season'] as const
export type Range = (typeof RANGES)[number]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const LENGTH_MS = { '6h': 6 * HOUR_MS, '24h': DAY_MS, '3d': 3 * DAY_MS, '14d': 14 * DAY_MS } as const
/** The year of snow begins with October. */
const SEASON_MONTH = 9
/** Addresses move by so much, so that a chart that follows now is not asked for anew every second. */
const STEP_MS = 10 * 60_000

export interface Asked {
  readonly range: Range
  /** Where it ends; null: now. */
  readonly endMs: number | null
}

/** How long a range is, ms. */
export function lengthOf({ range, endMs }: Asked, nowMs: number): number {
  if (range !== 'season') return LENGTH_MS[range]
  const end = new Date(endMs ?? nowMs)
  const year = end.getUTCMonth() >= SEASON_MONTH ? end.getUTCFullYear() : end.getUTCFullYear() - 1
  return Math.max(DAY_MS, end.getTime() - Date.UTC(year, SEASON_MONTH, 1))
}

/** `from` and `to` of a question; open to now where the range is. */
export function queryOf(asked: Asked, nowMs: number): string {
  const lengthMs = lengthOf(asked, nowMs)
  if (asked.endMs !== null) return `from=${asked.endMs - lengthMs}&to=${asked.endMs}`
  return `from=${Math.floor((nowMs - lengthMs) / STEP_MS) * STEP_MS}`
}

/** The range before or after; after the last one comes now. @param by -1 or 1. */
export function turned(asked: Asked, by: -1 | 1, nowMs: number): Asked {
  const endMs = (asked.endMs ?? nowMs) + by * lengthOf(asked, nowMs)
  return { ...asked, endMs: endMs >= nowMs ? null : endMs }
}
