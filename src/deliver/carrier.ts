import type { ClaimedDelivery } from '../store/deliveries/delivery.ts'
import type { SendResult } from './verdict.ts'

/** Takes deliveries of one kind from the outbox to whoever carries them on. */
export interface Carrier {
  /** One attempt, made under the delivery's lease. Its result is recorded by the worker. */
  carry(delivery: ClaimedDelivery): Promise<Carried>
}

export interface Carried {
  /** Where it was sent; null: nothing was. */
  readonly address: string | null
  readonly result: SendResult | NoEndpoint | Obsolete
  /** Offers that the message told of. */
  readonly offerIds: readonly string[]
}

/** There is nowhere to send it. */
export interface NoEndpoint {
  readonly kind: 'no-endpoint'
  readonly why: string
}

/** There is nothing left to say. */
export interface Obsolete {
  readonly kind: 'obsolete'
  readonly why: string
}
