import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** Where and with what a contractor's deliveries are sent. Holds secrets: never log it. */
export interface Endpoint {
  readonly url: string
  /** Newest first; more than one while a secret is being rotated. */
  readonly secrets: readonly string[]
}

/**
 * The contractor's endpoint; undefined when it has no webhook URL or the endpoint is switched off.
 * @param nowMs when it is to be signed: a retiring secret signs until its time is over.
 */
export async function findEndpoint(
  db: Db | Trx,
  contractorId: string,
  nowMs: EpochMs = 0,
): Promise<Endpoint | undefined> {
  const row = await db
    .selectFrom('contractors')
    .select(['webhook_url', 'webhook_secret', 'retiring_secret', 'retiring_secret_until_at'])
    .where('id', '=', contractorId)
    .where('webhook_disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined || row.webhook_url === null || row.webhook_url === '') return undefined
  const retiring = nowMs < (row.retiring_secret_until_at ?? 0) ? row.retiring_secret : null
  const secrets = `${row.webhook_secret} ${retiring ?? ''}`.split(' ').filter((it) => it !== '')
  return { url: row.webhook_url, secrets }
}
