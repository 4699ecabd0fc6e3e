import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { webhookTarget } from './delivery.ts'

export interface EndpointRefusal {
  readonly contractorId: string
  /** The URL that wants no more; an endpoint that was moved meanwhile stays in use. */
  readonly url: string
  readonly why: string
  readonly nowMs: EpochMs
}

/**
 * Switches a contractor's endpoint off; its pending deliveries become `disabled`. A new URL switches it on again.
 * @returns the contractor's authority, or undefined when the endpoint was off already or has another URL by now.
 */
export async function disableEndpoint(trx: Trx, refusal: EndpointRefusal): Promise<string | undefined> {
  const { contractorId, url, why, nowMs } = refusal
  const contractor = await trx
    .updateTable('contractors')
    .set({ webhook_disabled_at: nowMs })
    .where('id', '=', contractorId)
    .where('webhook_url', '=', url)
    .where('webhook_disabled_at', 'is', null)
    .returning('authority_id')
    .executeTakeFirst()
  if (contractor === undefined) return undefined
  await trx
    .updateTable('deliveries')
    .set({ state: 'disabled', lease_owner: null, lease_until_at: null, last_error: why })
    .where('target', '=', webhookTarget(contractorId))
    .where('state', '=', 'pending')
    .execute()
  return contractor.authority_id
}
