import type { Clock } from '../clock.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { Db } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { endSessions } from '../store/sessions/end-sessions.ts'
import { clearFailures } from '../store/sign-ins/clear-failures.ts'
import { findUserBySetToken } from '../store/users/find-user-by-set-token.ts'
import { setPasswordHash } from '../store/users/set-password-hash.ts'
import type { User } from '../store/users/user-row.ts'
import { refusePassword } from './change-password.ts'
import { loginSubject } from './failure-subject.ts'
import type { PasswordGate } from './password-gate.ts'
import { hashPassword } from './passwords.ts'

interface Deps {
  readonly db: Db
  readonly clock: Clock
  readonly gate: PasswordGate
}

/**
 * Sets a password with the one-time token an administrator gave; the token is used up. @returns whose it is.
 * Throws `not-found` for a token that is unknown, used or over, `request-invalid`, `sign-in-busy`.
 */
export async function setPassword(deps: Deps, input: { token: string; password: string }): Promise<User> {
  const { db, clock, gate } = deps
  const user = await findUserBySetToken(db, input.token, clock.now())
  if (user === undefined) throw noToken()
  refusePassword(input.password, user.login, 'password')
  const passwordHash = await gate.run('known', () => hashPassword(input.password))
  return db.transaction().execute(async (trx) => {
    const nowMs = clock.now()
    // of two at once, one
    const found = await findUserBySetToken(trx, input.token, nowMs)
    if (found === undefined) throw noToken()
    const { id: userId, authorityId } = found
    const actor = { kind: 'user', id: userId } as const
    await setPasswordHash(trx, userId, passwordHash)
    await clearFailures(trx, loginSubject(found.login))
    await endSessions(trx, { userId, authorityId, why: 'password-changed', actor, nowMs })
    await recordEvent(trx, { authorityId, atMs: nowMs, type: 'user.password-set', actor, subject: userId, data: {} })
    return found
  })
}

function noToken(): YukibanError {
  return new YukibanError('not-found', say('set-token-over'))
}
