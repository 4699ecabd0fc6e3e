import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { linkTokenSha256 } from './link-token.ts'

/** What a link opens: one call-out of one contractor. */
export interface OneTimeLink {
  readonly tokenSha256: string
  readonly callOutId: string
  readonly contractorId: string
  readonly expiresAtMs: EpochMs
  /** When an answer was first given through it. */
  readonly usedAtMs: EpochMs | null
}

/** The link of a token; undefined when there is none or its time is over. */
export async function findLink(db: Db | Trx, token: string, nowMs: EpochMs): Promise<OneTimeLink | undefined> {
  const row = await db
    .selectFrom('one_time_links')
    .selectAll()
    .where('token_sha256', '=', linkTokenSha256(token))
    .where('expires_at', '>', nowMs)
    .executeTakeFirst()
  return (
    row && {
      tokenSha256: row.token_sha256,
      callOutId: row.call_out_id,
      contractorId: row.contractor_id,
      expiresAtMs: row.expires_at,
      usedAtMs: row.used_at,
    }
  )
}
