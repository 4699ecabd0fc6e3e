import type { Actor } from '../domain/order.ts'
import type { PersonRole } from '../domain/role.ts'
import { DAY_MS, type EpochMs } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, type SpokenProblem, say, together } from '../problems/say.ts'
import { THINGS } from '../problems/texts/parts.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import type { Trx } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import { endSessions, type SessionEnd } from '../store/sessions/end-sessions.ts'
import { clearFailures } from '../store/sign-ins/clear-failures.ts'
import { countOtherAdministrators } from '../store/users/count-other-administrators.ts'
import { createUser } from '../store/users/create-user.ts'
import { findUser } from '../store/users/find-user.ts'
import { issueSetToken } from '../store/users/issue-set-token.ts'
import { setPasswordHash } from '../store/users/set-password-hash.ts'
import { updateUser } from '../store/users/update-user.ts'
import type { User, UserLanguage } from '../store/users/user-row.ts'
import { loginSubject } from './failure-subject.ts'
import { loginProblem } from './login.ts'

/** What administrators do to people, in one transaction each; the API and the command line share it. */

/** A one-time token reaches its person by phone or paper, over a weekend. */
export const SET_TOKEN_LIFETIME_MS = 3 * DAY_MS

/** A password hash, or null for a one-time token with which the person sets one. */
type Password = string | null

/** A token to hand over, seen this once. */
export interface SetToken {
  readonly token: string
  readonly expiresAtMs: EpochMs
}

export interface UserToAdd {
  readonly authorityId: string
  readonly login: string
  readonly name: string
  readonly role: PersonRole
  readonly contractorId: string | null
  readonly language: UserLanguage
  readonly passwordHash: Password
  readonly actor: Actor
  readonly nowMs: EpochMs
}

/** Adds a person. Throws `request-invalid`, `not-found` for an unknown contractor, `conflict` for a login that is taken. */
export async function addUser(trx: Trx, add: UserToAdd): Promise<{ user: User; setToken: SetToken | null }> {
  const { authorityId, login, name, role, contractorId, language, actor, nowMs } = add
  const problem = loginProblem(login)
  const wrong = problem === undefined ? [] : [fieldProblem('login', problem, login.slice(0, 80))]
  refuse([...wrong, ...contractorProblems(role, contractorId)])
  await requireContractor(trx, authorityId, contractorId)
  const who = { authorityId, login, name, role, contractorId, language }
  const id = await createUser(trx, { ...who, passwordHash: add.passwordHash ?? '', nowMs })
  const data = { login, role, contractorId, name }
  await recordEvent(trx, { authorityId, atMs: nowMs, type: 'user.created', actor, subject: id, data })
  const setToken = add.passwordHash === null ? await giveToken(trx, id, nowMs) : null
  return { user: await required(trx, id), setToken }
}

/** What an administrator may change of a person; what is left out stays. */
export interface UserChange {
  readonly name?: string | undefined
  readonly role?: PersonRole | undefined
  readonly contractorId?: string | null | undefined
  readonly language?: UserLanguage | undefined
  readonly disabled?: boolean | undefined
}

/**
 * Changes a person. A new role, another firm, or being disabled ends the person's sessions in the same transaction.
 * Throws `request-invalid`, `not-found` for an unknown contractor, `conflict` when no administrator would be left.
 */
export async function changeUser(
  trx: Trx,
  before: User,
  change: UserChange,
  by: { readonly actor: Actor; readonly nowMs: EpochMs },
): Promise<User> {
  const { actor, nowMs } = by
  const role = change.role ?? before.role
  // a firm goes with the role: whoever ceases to be a contractor's person ceases to have one
  const kept = role === 'contractor' ? before.contractorId : null
  const contractorId = change.contractorId === undefined ? kept : change.contractorId
  refuse(contractorProblems(role, contractorId))
  await requireContractor(trx, before.authorityId, contractorId)
  const after: User = {
    ...before,
    name: change.name ?? before.name,
    role,
    contractorId,
    language: change.language ?? before.language,
    disabledAtMs: disabledAt(before, change.disabled, nowMs),
  }
  await refuseLastAdministrator(trx, before, after)
  await updateUser(trx, after)
  const { id: userId, authorityId } = before
  const data = differences(before, after)
  if (Object.keys(data).length === 0) return after
  await recordEvent(trx, { authorityId, atMs: nowMs, type: eventType(before, after), actor, subject: userId, data })
  const why = endOf(before, after)
  if (why !== undefined) await endSessions(trx, { userId, authorityId, why, actor, nowMs })
  return after
}

/**
 * Takes a person's password and sessions away. With a hash that is the new password; without, a one-time token is given
 * to set one. Wrong passwords so far are forgotten.
 */
export async function resetPassword(
  trx: Trx,
  user: User,
  passwordHash: Password,
  by: { readonly actor: Actor; readonly nowMs: EpochMs },
): Promise<SetToken | null> {
  const { actor, nowMs } = by
  const { id: userId, authorityId } = user
  if (passwordHash !== null) await setPasswordHash(trx, userId, passwordHash)
  const setToken = passwordHash === null ? await giveToken(trx, userId, nowMs) : null
  await clearFailures(trx, loginSubject(user.login))
  await recordEvent(trx, { authorityId, atMs: nowMs, type: 'user.password-reset', actor, subject: userId, data: {} })
  await endSessions(trx, { userId, authorityId, why: 'password-reset', actor, nowMs })
  return setToken
}

async function giveToken(trx: Trx, userId: string, nowMs: EpochMs): Promise<SetToken> {
  const expiresAtMs = nowMs + SET_TOKEN_LIFETIME_MS
  return { token: await issueSetToken(trx, userId, expiresAtMs), expiresAtMs }
}

function contractorProblems(role: PersonRole, contractorId: string | null): SpokenProblem[] {
  if (role === 'contractor' && contractorId === null) {
    return [fieldProblem('contractor', say('person-needs-firm'))]
  }
  if (role === 'contractor' || contractorId === null) return []
  return [fieldProblem('contractor', say('firm-not-of-role', { role }), contractorId)]
}

async function requireContractor(trx: Trx, authorityId: string, contractorId: string | null): Promise<void> {
  if (contractorId === null || (await findContractor(trx, contractorId))?.authorityId === authorityId) return
  throw new YukibanError(
    'not-found',
    say('no-firm-of-authority', { authority: authorityId, contractor: contractorId }),
    {
      problems: [fieldProblem('contractor', say('firm-not-visible'), contractorId)],
    },
  )
}

async function refuseLastAdministrator(trx: Trx, before: User, after: User): Promise<void> {
  const was = before.role === 'administrator' && before.disabledAtMs === null
  const stays = after.role === 'administrator' && after.disabledAtMs === null
  if (!was || stays || (await countOtherAdministrators(trx, before.authorityId, before.id)) > 0) return
  throw new YukibanError('conflict', say('last-administrator', { login: before.login }))
}

function disabledAt(before: User, disabled: boolean | undefined, nowMs: EpochMs): EpochMs | null {
  if (disabled === undefined) return before.disabledAtMs
  return disabled ? (before.disabledAtMs ?? nowMs) : null
}

/** What changed, as the journal tells it: `[before, after]` by field. */
function differences(before: User, after: User): Record<string, readonly [unknown, unknown]> {
  const fields = ['name', 'role', 'contractorId', 'language', 'disabledAtMs'] as const
  return Object.fromEntries(
    fields.filter((it) => before[it] !== after[it]).map((it) => [it, [before[it], after[it]] as const]),
  )
}

function eventType(before: User, after: User): string {
  if (before.disabledAtMs === null && after.disabledAtMs !== null) return 'user.disabled'
  if (before.disabledAtMs !== null && after.disabledAtMs === null) return 'user.enabled'
  return 'user.changed'
}

function endOf(before: User, after: User): SessionEnd | undefined {
  if (after.disabledAtMs !== null) return 'disabled'
  return before.role !== after.role || before.contractorId !== after.contractorId ? 'role-changed' : undefined
}

function refuse(problems: readonly SpokenProblem[]): void {
  if (problems.length === 0) return
  throw new YukibanError('request-invalid', together(problems), { problems })
}

async function required(trx: Trx, id: string): Promise<User> {
  const user = await findUser(trx, id)
  if (user === undefined) throw new YukibanError('not-found', say('no-thing', { thing: THINGS.user, id }))
  return user
}
