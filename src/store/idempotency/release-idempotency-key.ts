import type { Db } from '../database.ts'

/** Gives a claimed key back, so that the same request may be tried again. */
export async function releaseIdempotencyKey(db: Db, principal: string, key: string): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where('principal', '=', principal)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute()
}
