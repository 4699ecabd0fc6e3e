import type { Db, Trx } from '../database.ts'

/** Where and with what a contractor's deliveries are sent. Holds secrets: never log it. */
export interface Endpoint {
  readonly url: string
  /** Newest first; more than one while a secret is being rotated (the column holds them separated by spaces). */
  readonly secrets: readonly string[]
}

/** The contractor's endpoint; undefined when it has no webhook URL or the endpoint is switched off. */
export async function findEndpoint(db: Db | Trx, contractorId: string): Promise<Endpoint | undefined> {
  const row = await db
    .selectFrom('contractors')
    .select(['webhook_url', 'webhook_secret'])
    .where('id', '=', contractorId)
    .where('webhook_disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined || row.webhook_url === null || row.webhook_url === '') return undefined
  return { url: row.webhook_url, secrets: row.webhook_secret.split(' ').filter((it) => it !== '') }
}
