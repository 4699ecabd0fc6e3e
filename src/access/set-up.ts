import type { Clock } from '../clock.ts'
import type { Authority } from '../domain/route.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { upsertAuthority } from '../store/authorities/upsert-authority.ts'
import type { Db } from '../store/database.ts'
import { recordEvent } from '../store/events/record-event.ts'
import type { UserLanguage } from '../store/users/user-row.ts'
import { addUser } from './administer.ts'
import { refusePassword } from './change-password.ts'
import { normaliseLogin } from './login.ts'
import { type OpenedSession, openSession, type Visitor } from './open-session.ts'
import { hashPassword } from './passwords.ts'
import type { AccessConfig } from './settings.ts'
import type { SetupDoor } from './setup-door.ts'

interface Deps {
  readonly db: Db
  readonly clock: Clock
  readonly config: Pick<AccessConfig, 'idleMs' | 'maxMs'>
  readonly door: SetupDoor
}

export interface FirstSetup {
  readonly token: string
  readonly authority: Authority
  readonly user: {
    readonly login: string
    readonly name: string
    readonly password: string
    readonly language: UserLanguage
  }
  readonly visitor: Visitor
}

const ACTOR = { kind: 'system', id: 'setup' } as const

/**
 * Makes the first authority and its administrator, who is signed in with that, in one transaction.
 * Throws `setup-closed` once anything has been set up, by whomever and whatever the token; `setup-token-wrong`;
 * `request-invalid` for a login or password that may not be.
 */
export async function setUp(deps: Deps, { token, authority, user, visitor }: FirstSetup): Promise<OpenedSession> {
  const { db, clock, config, door } = deps
  if (!(await door.isOpen())) throw closed()
  if (!(await door.matches(token))) {
    throw new YukibanError('setup-token-wrong', say('setup-token-wrong'))
  }
  const login = normaliseLogin(user.login)
  refusePassword(user.password, login, 'user.password')
  const passwordHash = await hashPassword(user.password)
  return db.transaction().execute(async (trx) => {
    // of two at once, one
    if (!(await door.isOpen(trx))) throw closed()
    await door.close(trx)
    const nowMs = clock.now()
    const authorityId = authority.id
    await upsertAuthority(trx, authority)
    const { name, kind, timeZone } = authority
    const data = { name, kind, timeZone }
    await recordEvent(trx, {
      authorityId,
      atMs: nowMs,
      type: 'authority.created',
      actor: ACTOR,
      subject: authorityId,
      data,
    })
    const person = { name: user.name, language: user.language, role: 'administrator', contractorId: null } as const
    const added = await addUser(trx, { authorityId, login, ...person, passwordHash, actor: ACTOR, nowMs })
    return openSession(trx, added.user, visitor, config, nowMs)
  })
}

function closed(): YukibanError {
  return new YukibanError('setup-closed', say('setup-closed'))
}
