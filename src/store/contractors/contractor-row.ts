import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Contractor } from '../../domain/route.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { ContractorRow } from '../tables.ts'

/** A row as a contractor; the webhook secret stays behind. */
function toContractor(row: Selectable<ContractorRow>): Contractor {
  return {
    id: row.id,
    authorityId: row.authority_id,
    name: row.name,
    webhookUrl: row.webhook_url,
    email: row.email,
    phone: row.phone,
    capacity: row.capacity,
  }
}

/** A contractor with whether its endpoint takes deliveries. */
export interface ContractorListing extends Contractor {
  /** When the endpoint was switched off (it answered 410 Gone); null: it is in use. */
  readonly webhookDisabledAtMs: EpochMs | null
}

/** A row as lists show it. */
export function toListing(row: Selectable<ContractorRow>): ContractorListing {
  return { ...toContractor(row), webhookDisabledAtMs: row.webhook_disabled_at }
}

/** A Standard Webhooks secret: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
