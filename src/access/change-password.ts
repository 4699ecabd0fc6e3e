import type { Clock } from '../clock.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say, together } from '../problems/say.ts'
import type { Db } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { endSessions } from '../store/sessions/end-sessions.ts'
import { clearFailures } from '../store/sign-ins/clear-failures.ts'
import { findUser } from '../store/users/find-user.ts'
import { setPasswordHash } from '../store/users/set-password-hash.ts'
import { personSubject } from './failure-subject.ts'
import { type OpenedSession, openSession, type Visitor } from './open-session.ts'
import type { PasswordGate } from './password-gate.ts'
import { hashPassword, passwordProblem, verifyPassword } from './passwords.ts'
import type { AccessConfig } from './settings.ts'
import { noteFailure, refuseLocked } from './sign-in.ts'

interface Deps {
  readonly db: Db
  readonly clock: Clock
  readonly config: Pick<AccessConfig, 'idleMs' | 'maxMs'>
  readonly gate: PasswordGate
}

interface PasswordChange {
  readonly userId: string
  readonly currentPassword: string
  readonly newPassword: string
  readonly visitor: Visitor
}

/**
 * Changes one's own password. Every session ends, this one too; a new one is opened in its place.
 * Throws `request-invalid`, `sign-in-failed` for a wrong current password, `too-many-requests`, `sign-in-busy`.
 */
export async function changePassword(deps: Deps, change: PasswordChange): Promise<OpenedSession> {
  const { db, clock, gate, config } = deps
  const { userId } = change
  const user = await findUser(db, userId)
  if (user === undefined) throw new YukibanError('unauthenticated', say('session-over'))
  refusePassword(change.newPassword, user.login, 'newPassword')
  const subject = personSubject(userId)
  const passwordHash = await gate.run('known', async () => {
    await refuseLocked(db, subject, clock.now())
    if (!(await verifyPassword(user.passwordHash, change.currentPassword))) {
      await noteFailure(db, subject, clock.now())
      throw new YukibanError('sign-in-failed', say('current-password-wrong'))
    }
    return hashPassword(change.newPassword)
  })
  return db.transaction().execute(async (trx) => {
    const nowMs = clock.now()
    // somebody may have reset or disabled the person meanwhile: what was proven is the old password
    const now = await findUser(trx, userId)
    if (now === undefined || now.passwordHash !== user.passwordHash || now.disabledAtMs !== null) {
      throw new YukibanError('conflict', say('password-changed-meanwhile'))
    }
    const { authorityId } = now
    const actor = { kind: 'user', id: userId } as const
    await clearFailures(trx, subject)
    await setPasswordHash(trx, userId, passwordHash)
    const what = { type: 'user.password-changed', actor, subject: userId, data: {} }
    await recordEvent(trx, { authorityId, atMs: nowMs, ...what })
    await endSessions(trx, { userId, authorityId, why: 'password-changed', actor, nowMs })
    return openSession(trx, { ...now, passwordHash }, change.visitor, config, nowMs)
  })
}

/** Throws `request-invalid` for a password that is too easy; never shows it. */
export function refusePassword(password: string, login: string, field: string): void {
  const wrong = passwordProblem(password, login)
  if (wrong === undefined) return
  const problems = [fieldProblem(field, wrong)]
  throw new YukibanError('request-invalid', together(problems), { problems })
}
