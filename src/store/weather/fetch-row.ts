import type { EpochMs } from '../../domain/time.ts'
import type { WeatherFetchRow } from '../tables.ts'

/** One question asked, and what came of it: `ok`, `unchanged`, or why it was refused. */
export interface WeatherFetch {
  readonly service: string
  readonly atMs: EpochMs
  /** What was asked for, such as `24 cells` or `observations`. */
  readonly subject: string
  readonly outcome: string
  readonly detail: string | null
  /** HTTP status; null when there was no answer. */
  readonly status: number | null
  /** Runs or observations that were new. */
  readonly newRuns: number
}

export function fetchFromRow(row: Omit<WeatherFetchRow, 'id'>): WeatherFetch {
  return {
    service: row.service,
    atMs: row.at,
    subject: row.subject,
    outcome: row.outcome,
    detail: row.detail,
    status: row.status,
    newRuns: row.new_runs,
  }
}
