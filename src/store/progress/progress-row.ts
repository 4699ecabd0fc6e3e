import type { Progress } from '../../domain/progress.ts'
import type { OrderProgressRow } from '../tables.ts'

/** A row as a report; what was erased is null. */
export function progressFromRow(row: Omit<OrderProgressRow, 'id'>): Progress {
  const { lat, lon } = row
  return {
    orderId: row.order_id,
    authorityId: row.authority_id,
    atMs: row.at,
    reporter: row.reporter,
    position: lat === null || lon === null ? null : { lat, lon, accuracyM: row.accuracy_m },
    percent: row.percent,
    note: row.note,
    recordedAtMs: row.recorded_at,
  }
}
