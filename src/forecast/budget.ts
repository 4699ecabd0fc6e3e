import { DAY_MS, type EpochMs, MINUTE_MS } from '../domain/time.ts'

/**
 * How many requests a service may be sent, per minute and per day (UTC). Counted ahead and kept in the database, so a
 * restart does not begin anew.
 */
export interface BudgetLimits {
  readonly perMinute: number
  readonly perDay: number
}

/** Requests sent in the current minute and day. */
export interface Budget {
  readonly minuteAtMs: EpochMs
  readonly minuteUsed: number
  readonly dayAtMs: EpochMs
  readonly dayUsed: number
}

export const UNUSED_BUDGET: Budget = { minuteAtMs: 0, minuteUsed: 0, dayAtMs: 0, dayUsed: 0 }

/** The budget as it stands at `nowMs`: a new minute or day begins unused. */
export function budgetAt(budget: Budget, nowMs: EpochMs): Budget {
  const minuteAtMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  const dayAtMs = Math.floor(nowMs / DAY_MS) * DAY_MS
  return {
    minuteAtMs,
    minuteUsed: budget.minuteAtMs === minuteAtMs ? budget.minuteUsed : 0,
    dayAtMs,
    dayUsed: budget.dayAtMs === dayAtMs ? budget.dayUsed : 0,
  }
}

/** When `count` more may be sent: `nowMs`, or the beginning of the next minute or day. */
export function roomAtMs(budget: Budget, count: number, limits: BudgetLimits, nowMs: EpochMs): EpochMs {
  const now = budgetAt(budget, nowMs)
  if (now.dayUsed + count > limits.perDay && now.dayUsed > 0) return now.dayAtMs + DAY_MS
  if (now.minuteUsed + count > limits.perMinute && now.minuteUsed > 0) return now.minuteAtMs + MINUTE_MS
  return nowMs
}

/** The budget after `count` more at `nowMs`. */
export function spend(budget: Budget, count: number, nowMs: EpochMs): Budget {
  const now = budgetAt(budget, nowMs)
  return { ...now, minuteUsed: now.minuteUsed + count, dayUsed: now.dayUsed + count }
}

/** Requests left today. */
export function leftToday(budget: Budget, limits: BudgetLimits, nowMs: EpochMs): number {
  return Math.max(0, limits.perDay - budgetAt(budget, nowMs).dayUsed)
}
