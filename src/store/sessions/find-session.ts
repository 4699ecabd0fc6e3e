import type { EpochMs } from '../../domain/time.ts'
import { hashSecret } from '../api-keys/secret-hash.ts'
import type { Db, Trx } from '../database.ts'
import { isActive, toUser } from '../users/user-row.ts'
import type { LiveSession } from './session-row.ts'

/** The session of this token with its person, unless it has ended or the person may not use the service now. */
export async function findSession(
  db: Db | Trx,
  token: string,
  nowMs: EpochMs,
  idleMs: number,
): Promise<LiveSession | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .selectAll('users')
    .select([
      'sessions.token_sha256',
      'sessions.id as session_id',
      'sessions.created_at as opened_at',
      'sessions.last_seen_at',
      'sessions.expires_at',
      'sessions.user_agent',
      'sessions.address',
    ])
    .where('sessions.token_sha256', '=', hashSecret(token))
    .where('sessions.expires_at', '>', nowMs)
    .where('sessions.last_seen_at', '>', nowMs - idleMs)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const user = toUser(row)
  if (!isActive(user)) return undefined
  const session = {
    id: row.session_id,
    tokenSha256: row.token_sha256,
    userId: row.id,
    createdAtMs: row.opened_at,
    lastSeenAtMs: row.last_seen_at,
    expiresAtMs: row.expires_at,
    userAgent: row.user_agent,
    address: row.address,
  }
  return { session, user }
}
