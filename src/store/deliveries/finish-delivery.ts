import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import type { Lease } from './delivery.ts'

/** What became of an attempt. */
export type DeliveryResult =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'retry'; readonly atMs: EpochMs; readonly status: number | null; readonly why: string }
  | { readonly kind: 'failed'; readonly status: number | null; readonly why: string }
  | { readonly kind: 'disabled'; readonly status: number | null; readonly why: string }
  | { readonly kind: 'obsolete'; readonly status: null; readonly why: string }

export interface FinishedAttempt {
  readonly id: string
  /** The lease under which the attempt was made. */
  readonly lease: Lease
  readonly nowMs: EpochMs
  readonly result: DeliveryResult
}

/** Longest error text kept. */
const MAX_ERROR_CHARS = 500

/**
 * Records an attempt and gives the lease back.
 * @returns false, and changes nothing, when the lease is no longer held: it lapsed and another worker took the
 * delivery, or the delivery was replayed or switched off meanwhile.
 */
export async function finishDelivery(db: Db | Trx, attempt: FinishedAttempt): Promise<boolean> {
  const { id, lease, nowMs, result } = attempt
  const outcome = await db
    .updateTable('deliveries')
    .set((eb) => ({
      state: result.kind === 'retry' ? 'pending' : result.kind,
      attempts: eb('attempts', '+', 1),
      lease_owner: null,
      lease_until_at: null,
      last_status: result.status,
      last_error: result.kind === 'delivered' ? null : result.why.slice(0, MAX_ERROR_CHARS),
      ...(result.kind === 'retry' ? { next_at: result.atMs } : {}),
      ...(result.kind === 'delivered' ? { delivered_at: nowMs } : {}),
    }))
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('lease_owner', '=', lease.owner)
    .where('lease_until_at', '=', lease.untilMs)
    .executeTakeFirst()
  return outcome.numUpdatedRows === 1n
}
