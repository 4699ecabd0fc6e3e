import type { Trx } from '../database.ts'
import type { Session } from './session-row.ts'

export async function insertSession(trx: Trx, session: Session): Promise<void> {
  await trx
    .insertInto('sessions')
    .values({
      token_sha256: session.tokenSha256,
      id: session.id,
      user_id: session.userId,
      created_at: session.createdAtMs,
      last_seen_at: session.lastSeenAtMs,
      expires_at: session.expiresAtMs,
      user_agent: session.userAgent,
      address: session.address,
    })
    .execute()
}
