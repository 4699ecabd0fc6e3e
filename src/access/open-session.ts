import type { EpochMs } from '../domain/time.ts'
import { hashSecret } from '../store/api-keys/secret-hash.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { newId } from '../store/ids.ts'
import { endSessions } from '../store/sessions/end-sessions.ts'
import { insertSession } from '../store/sessions/insert-session.ts'
import { newestSessions } from '../store/sessions/newest-sessions.ts'
import { pruneSessions } from '../store/sessions/prune-sessions.ts'
import type { Session } from '../store/sessions/session-row.ts'
import type { User } from '../store/users/user-row.ts'
import { newSessionToken } from './session-token.ts'
import type { AccessConfig } from './settings.ts'

/** Browsers one person may be signed in on at once; the oldest gives way. */
export const MAX_SESSIONS = 20
const MAX_USER_AGENT_CHARACTERS = 200

/** Where somebody signs in from, as far as it can be told. */
export interface Visitor {
  readonly address: string
  readonly userAgent: string
}

export interface OpenedSession {
  /** The only time it is seen. */
  readonly token: string
  readonly session: Session
  readonly user: User
}

/** Opens a session with a token of its own; whatever token the browser held before has no part in it. */
export async function openSession(
  trx: Trx,
  user: User,
  visitor: Visitor,
  config: Pick<AccessConfig, 'idleMs' | 'maxMs'>,
  nowMs: EpochMs,
): Promise<OpenedSession> {
  await pruneSessions(trx, nowMs, config.idleMs)
  const { id: userId, authorityId } = user
  const actor = { kind: 'user', id: userId } as const
  const tooMany = (await newestSessions(trx, userId)).slice(MAX_SESSIONS - 1)
  if (tooMany.length > 0) {
    await endSessions(trx, { userId, authorityId, tokenSha256s: tooMany, why: 'too-many', actor, nowMs })
  }
  const token = newSessionToken()
  const session: Session = {
    id: newId('ses', nowMs),
    tokenSha256: hashSecret(token),
    userId,
    createdAtMs: nowMs,
    lastSeenAtMs: nowMs,
    expiresAtMs: nowMs + config.maxMs,
    userAgent: visitor.userAgent.replaceAll(/[^\x20-\x7e]/g, '').slice(0, MAX_USER_AGENT_CHARACTERS),
    address: visitor.address,
  }
  await insertSession(trx, session)
  await trx.updateTable('users').set({ signed_in_at: nowMs }).where('id', '=', userId).execute()
  // the journal cannot forget: what browser it was stays with the session
  const data = { userId, role: user.role, address: session.address }
  await recordEvent(trx, { authorityId, atMs: nowMs, type: 'session.opened', actor, subject: session.id, data })
  return { token, session, user }
}
