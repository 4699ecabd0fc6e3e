import type { Db } from '../database.ts'

export interface IdempotentResponse {
  readonly principal: string
  readonly key: string
  readonly status: number
  readonly sealed: string
}

/** Keeps the answer to a claimed key for its repeats. */
export async function saveIdempotentResponse(db: Db, response: IdempotentResponse): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ status: response.status, response_json: response.sealed })
    .where('principal', '=', response.principal)
    .where('key', '=', response.key)
    .execute()
}
