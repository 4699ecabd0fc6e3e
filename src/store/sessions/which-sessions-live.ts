import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** Those of these sessions, by their tokens' hashes, that have not ended. */
export async function whichSessionsLive(
  db: Db,
  tokenSha256s: readonly string[],
  nowMs: EpochMs,
  idleMs: number,
): Promise<Set<string>> {
  if (tokenSha256s.length === 0) return new Set()
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select('sessions.token_sha256')
    .where('sessions.token_sha256', 'in', [...tokenSha256s])
    .where('sessions.expires_at', '>', nowMs)
    .where('sessions.last_seen_at', '>', nowMs - idleMs)
    .where('users.disabled_at', 'is', null)
    .execute()
  return new Set(rows.map((it) => it.token_sha256))
}
