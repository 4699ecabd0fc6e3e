import { type LocalDate, WEEKDAYS } from './calendar.ts'
import type { DutyWindow } from './duty-window.ts'
import type { EpochMs } from './time.ts'

/** 当番表: who is asked for a route or a block, and when; the on-call calendar of an authority. */

export const ROSTER_DAYS = [...WEEKDAYS, 'holiday'] as const
export type RosterDay = (typeof ROSTER_DAYS)[number]

/**
 * Who is asked for a route or a whole block, and when: one of `blockId` and `routeId` is set. Of the times of day both
 * are set, or neither.
 */
export interface RosterEntry extends DutyWindow<RosterDay> {
  readonly blockId: string | null
  readonly routeId: string | null
  readonly contractorId: string
  /** 1 is asked first. */
  readonly rank: number
  /** Inclusive; null: from ever. */
  readonly fromMs: EpochMs | null
  /** Exclusive; null: for ever. */
  readonly toMs: EpochMs | null
}

/** A day that a roster may treat as `holiday` instead of its weekday (祝日, and what the authority adds to them). */
export interface Holiday {
  readonly date: LocalDate
  readonly name: string
}
