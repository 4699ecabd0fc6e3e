import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { linkTokenSha256, newLinkToken } from './link-token.ts'

export interface NewLink {
  readonly callOutId: string
  readonly contractorId: string
  readonly nowMs: EpochMs
  readonly expiresAtMs: EpochMs
}

/** Makes a link to one call-out and forgets those that are over. @returns its token, which is kept as a hash only. */
export async function createLink(db: Db | Trx, link: NewLink): Promise<string> {
  const token = newLinkToken()
  await db.deleteFrom('one_time_links').where('expires_at', '<=', link.nowMs).execute()
  await db
    .insertInto('one_time_links')
    .values({
      token_sha256: linkTokenSha256(token),
      call_out_id: link.callOutId,
      contractor_id: link.contractorId,
      created_at: link.nowMs,
      expires_at: link.expiresAtMs,
      used_at: null,
    })
    .execute()
  return token
}
