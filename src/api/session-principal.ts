import { ALL_SCOPES, scopesOf } from '../domain/role.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { findSession } from '../store/sessions/find-session.ts'
import { touchSession } from '../store/sessions/touch-session.ts'
import type { ApiDeps } from './deps.ts'
import type { Principal } from './principal.ts'

/** A session in use is written down at most this often: no request should wait for the disk because of it. */
const TOUCH_EVERY_MS = MINUTE_MS

/** The person of a session as a caller, with all that the role allows; undefined when the session has ended. */
export async function principalOfSession(
  { db, clock, config }: Pick<ApiDeps, 'db' | 'clock' | 'config'>,
  token: string,
): Promise<Principal | undefined> {
  const nowMs = clock.now()
  const found = await findSession(db, token, nowMs, config.access.idleMs)
  if (found === undefined) return undefined
  const { session, user } = found
  if (nowMs - session.lastSeenAtMs >= TOUCH_EVERY_MS) await touchSession(db, session.tokenSha256, nowMs)
  return {
    id: `user:${user.id}`,
    authorityId: user.authorityId,
    role: user.role,
    scopes: new Set(scopesOf(user.role, [ALL_SCOPES])),
    contractorId: user.contractorId,
    label: user.name === '' ? user.login : user.name,
    session: { id: session.id, userId: user.id, tokenSha256: session.tokenSha256 },
  }
}
