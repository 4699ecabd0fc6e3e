import type { EpochMs } from '../../domain/time.ts'
import type { WeatherRequestRow } from '../tables.ts'

/** What is remembered of a question between its repeats. */
export interface WeatherRequest {
  /** Hash of the URL without its key. */
  readonly key: string
  readonly service: string
  readonly etag: string | null
  readonly lastModified: string | null
  /** The last answer holds until then; null: the service did not say. */
  readonly expiresAtMs: EpochMs | null
  /** After a failure: not to be asked before. */
  readonly retryAtMs: EpochMs | null
  /** In a row. */
  readonly failures: number
  readonly askedAtMs: EpochMs
  /** When it was last answered; null: never. */
  readonly okAtMs: EpochMs | null
}

export function requestFromRow(row: WeatherRequestRow): WeatherRequest {
  return {
    key: row.key,
    service: row.service,
    etag: row.etag,
    lastModified: row.last_modified,
    expiresAtMs: row.expires_at,
    retryAtMs: row.retry_at,
    failures: row.failures,
    askedAtMs: row.asked_at,
    okAtMs: row.ok_at,
  }
}
