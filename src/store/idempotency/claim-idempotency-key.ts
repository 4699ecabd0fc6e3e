import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { keyIsOver } from './key-is-over.ts'

/** A key that was used for a write: what was asked and, once it is known, what was answered. */
export interface IdempotencyRecord {
  readonly requestSha256: string
  readonly createdAtMs: EpochMs
  /** null while the first request is still being handled. */
  readonly response: { readonly status: number; readonly sealed: string } | null
}

export interface IdempotencyClaim {
  readonly principal: string
  readonly key: string
  /** Hex SHA-256 of method, path and body. */
  readonly requestSha256: string
  readonly nowMs: EpochMs
  /** An earlier use of the key before this is over. */
  readonly answeredBeforeMs: EpochMs
  /** An earlier use before this that was never answered is given up: whoever held it is gone. */
  readonly abandonedBeforeMs: EpochMs
}

/** Takes the key for this request. @returns undefined when it is ours now, else what it is already used for. */
export async function claimIdempotencyKey(db: Db, claim: IdempotencyClaim): Promise<IdempotencyRecord | undefined> {
  return db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('idempotency_keys')
      .where('principal', '=', claim.principal)
      .where('key', '=', claim.key)
      .where(keyIsOver(claim.answeredBeforeMs, claim.abandonedBeforeMs))
      .execute()
    const inserted = await trx
      .insertInto('idempotency_keys')
      .values({
        principal: claim.principal,
        key: claim.key,
        request_sha256: claim.requestSha256,
        status: null,
        response_json: null,
        created_at: claim.nowMs,
      })
      .onConflict((it) => it.columns(['principal', 'key']).doNothing())
      .executeTakeFirst()
    if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return undefined
    const row = await trx
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('principal', '=', claim.principal)
      .where('key', '=', claim.key)
      .executeTakeFirstOrThrow()
    const { status, response_json: sealed } = row
    return {
      requestSha256: row.request_sha256,
      createdAtMs: row.created_at,
      response: status === null || sealed === null ? null : { status, sealed },
    }
  })
}
