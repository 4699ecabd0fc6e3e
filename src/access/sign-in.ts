import type { Clock } from '../clock.ts'
import type { EpochMs } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { hashSecret } from '../store/api-keys/secret-hash.ts'
import type { Db, Trx } from '../store/database.ts'
import { endSessions } from '../store/sessions/end-sessions.ts'
import { findSession } from '../store/sessions/find-session.ts'
import { clearFailures } from '../store/sign-ins/clear-failures.ts'
import { findFailures } from '../store/sign-ins/find-failures.ts'
import { pruneFailures } from '../store/sign-ins/prune-failures.ts'
import { saveFailures } from '../store/sign-ins/save-failures.ts'
import { findUser } from '../store/users/find-user.ts'
import { findUserByLogin } from '../store/users/find-user-by-login.ts'
import { isActive, type User } from '../store/users/user-row.ts'
import { browserSubject, loginSubject } from './failure-subject.ts'
import { knownBrowser } from './known-browser.ts'
import { afterFailure, FORGET_FAILURES_MS, waitMs } from './lockout.ts'
import { normaliseLogin } from './login.ts'
import { type OpenedSession, openSession, type Visitor } from './open-session.ts'
import type { PasswordGate } from './password-gate.ts'
import { verifyPassword } from './passwords.ts'
import type { AccessConfig } from './settings.ts'

/** Counts of wrong passwords that are kept at most; one that is pushed out had no longer to wait than that takes. */
const MAX_COUNTS = 50_000

export interface SignInDeps {
  readonly db: Db
  readonly clock: Clock
  readonly config: Pick<AccessConfig, 'idleMs' | 'maxMs'>
  readonly gate: PasswordGate
  /** Tries by remote address: how many seconds to wait, if any, and that one was no failure after all. */
  readonly throttle: { failed(address: string, nowMs: EpochMs): number; succeeded(address: string): void }
}

export interface SignInAttempt {
  readonly login: string
  readonly password: string
  readonly visitor: Visitor
  /** What the browser holds from signing in before; see known-browser.ts. */
  readonly mark: string | undefined
  /** The session the browser holds already; it ends when this one opens. */
  readonly oldToken: string | undefined
}

/** A person who may not sign in, as the journal is told; null: nobody has this login. */
export class SignInFailed extends YukibanError {
  readonly user: User | null

  constructor(user: User | undefined) {
    super('sign-in-failed', say('sign-in-wrong'))
    this.user = user ?? null
  }
}

/**
 * Opens a session for whoever knows the password. An unknown login, a wrong password, a disabled person and one without
 * a password get the same answer after the same work.
 * Throws `sign-in-failed`, `too-many-requests` (with seconds to wait) and `sign-in-busy`.
 */
export async function signIn(deps: SignInDeps, attempt: SignInAttempt): Promise<OpenedSession> {
  const { db, clock, gate, throttle } = deps
  const login = normaliseLogin(attempt.login)
  const user = await findUserByLogin(db, login)
  const nonce = knownBrowser(user, attempt.mark)
  const known = user !== undefined && nonce !== undefined
  const { address } = attempt.visitor
  // counted before it is read, so that a hundred at once are a hundred
  const waitS = known ? 0 : throttle.failed(address, clock.now())
  if (waitS > 0) throw waitError('tries-wait', waitS)
  const subject = known ? browserSubject(user.id, nonce) : loginSubject(login)
  return gate.run(known ? 'known' : 'unknown', async () => {
    await refuseLocked(db, subject, clock.now())
    // read again: the password may have changed while this waited for its turn
    const person = await findUserByLogin(db, login)
    const right = await verifyPassword(person?.passwordHash, attempt.password)
    if (!right || person === undefined || !isActive(person)) {
      await noteFailure(db, subject, clock.now())
      throw new SignInFailed(person)
    }
    if (!known) throttle.succeeded(address)
    return db.transaction().execute((trx) => open(trx, deps, person, subject, attempt))
  })
}

async function open(
  trx: Trx,
  { clock, config }: SignInDeps,
  user: User,
  subject: string,
  attempt: SignInAttempt,
): Promise<OpenedSession> {
  const nowMs = clock.now()
  // somebody may have disabled the person or replaced the password while it was verified
  const now = await findUser(trx, user.id)
  if (now === undefined || !isActive(now) || now.passwordHash !== user.passwordHash) throw new SignInFailed(now)
  await clearFailures(trx, subject)
  const old =
    attempt.oldToken === undefined ? undefined : await findSession(trx, attempt.oldToken, nowMs, config.idleMs)
  if (old !== undefined && attempt.oldToken !== undefined) {
    const { id: userId, authorityId } = old.user
    const actor = { kind: 'user', id: userId } as const
    const tokenSha256s = [hashSecret(attempt.oldToken)]
    await endSessions(trx, { userId, authorityId, tokenSha256s, why: 'signed-in-anew', actor, nowMs })
  }
  return openSession(trx, now, attempt.visitor, config, nowMs)
}

/** Throws `too-many-requests` while wrong passwords of this subject keep it waiting. */
export async function refuseLocked(db: Db, subject: string, nowMs: EpochMs): Promise<void> {
  const leftMs = waitMs(await findFailures(db, subject), nowMs)
  if (leftMs > 0) throw waitError('wrong-passwords-wait', Math.ceil(leftMs / 1000))
}

/** Counts a wrong password. */
export async function noteFailure(db: Db, subject: string, nowMs: EpochMs): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await saveFailures(trx, subject, afterFailure(await findFailures(trx, subject), nowMs))
    await pruneFailures(trx, nowMs - FORGET_FAILURES_MS, MAX_COUNTS)
  })
}

function waitError(code: 'tries-wait' | 'wrong-passwords-wait', retryAfterS: number): YukibanError {
  return new YukibanError('too-many-requests', say(code, { seconds: retryAfterS }), { retryAfterS })
}
