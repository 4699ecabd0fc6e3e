import type { Clock } from '../../clock.ts'
import type { Db } from '../../store/database.ts'
import type { ClaimedDelivery } from '../../store/deliveries/delivery.ts'
import { type Endpoint, findEndpoint } from '../../store/deliveries/find-endpoint.ts'
import type { Carrier, NoEndpoint } from '../carrier.ts'
import type { GuardedClient } from '../guarded-request.ts'
import { webhookHeaders } from '../sign.ts'
import type { PostResult } from '../verdict.ts'

export interface WebhookCarrierOptions {
  readonly db: Db
  readonly clock: Clock
  readonly client: GuardedClient
  readonly timeoutMs: number
  /** Ours, for the User-Agent header. */
  readonly version: string
}

/** Signed POSTs to contractors' endpoints: the body stands in the outbox, the signature is made for each attempt. */
export function webhookCarrier(options: WebhookCarrierOptions): Carrier {
  const { db, clock } = options
  return {
    async carry(delivery) {
      const endpoint = await findEndpoint(db, delivery.contractorId ?? '', clock.now())
      if (endpoint === undefined) return { address: null, result: NO_ENDPOINT, offerIds: [] }
      const result = await post(options, delivery, endpoint)
      const told = delivery.type === 'offer.created' && delivery.offerId !== null
      return { address: endpoint.url, result, offerIds: told ? [delivery.offerId] : [] }
    },
  }
}

function post(options: WebhookCarrierOptions, delivery: ClaimedDelivery, endpoint: Endpoint): Promise<PostResult> {
  const { clock, client, timeoutMs, version } = options
  const { id, bodyJson: body } = delivery
  try {
    const signed = webhookHeaders({ secrets: endpoint.secrets, id, atMs: clock.now(), body })
    const headers = { 'content-type': 'application/json', 'user-agent': `Yukiban/${version}`, ...signed }
    return client.request({ url: endpoint.url, headers, body, timeoutMs })
  } catch (error) {
    return Promise.resolve({ kind: 'error', why: error instanceof Error ? error.message : String(error) })
  }
}

const NO_ENDPOINT: NoEndpoint = {
  kind: 'no-endpoint',
  why: 'the contractor has no webhook URL in use; set one and replay the delivery',
}
