import type { Browser, BrowserContextOptions } from 'playwright-core'
import { openSession } from '../../src/access/open-session.ts'
import { hashPassword } from '../../src/access/passwords.ts'
import { readConfig } from '../../src/config.ts'
import type { PersonRole } from '../../src/domain/role.ts'
import { createUser } from '../../src/store/users/create-user.ts'
import { findUser } from '../../src/store/users/find-user.ts'
import type { User } from '../../src/store/users/user-row.ts'
import { openReader, type Reader } from './browser.ts'
import type { Town } from './town.ts'

export const PASSWORD = 'shovel-and-salt-0200'

let hashed: Promise<string> | undefined

/** A person of the example town, with the password above. A contractor's person names the firm. */
export async function addTownsperson(
  { service }: Pick<Town, 'service'>,
  login: string,
  role: PersonRole,
  contractorId: string | null = null,
): Promise<User> {
  const { db, clock } = service
  hashed ??= hashPassword(PASSWORD)
  const [authority] = await db.selectFrom('authorities').select('id').execute()
  const id = await createUser(db, {
    authorityId: authority?.id ?? '',
    login,
    role,
    passwordHash: await hashed,
    contractorId,
    nowMs: clock.now(),
  })
  const user = await findUser(db, id)
  if (user === undefined) throw new Error('the person was not stored')
  return user
}

/** Signs a reader's browser in, without the work of typing a password. */
export async function signInReader(reader: Reader, { service, origin }: Pick<Town, 'service' | 'origin'>, user: User) {
  const visitor = { address: '127.0.0.1', userAgent: 'test' }
  const { token } = await service.db
    .transaction()
    .execute((trx) => openSession(trx, user, visitor, readConfig({}).access, service.clock.now()))
  await reader.context.addCookies([{ name: 'yukiban', value: token, url: origin, httpOnly: true, sameSite: 'Strict' }])
}

/** Keeps a language in the reader's browser before any page opens. */
export async function speak(reader: Reader, language: 'ja' | 'en'): Promise<void> {
  await reader.context.addInitScript((chosen) => window.localStorage.setItem('yukiban.language', chosen), language)
}

/** A browser of somebody signed in, in a language, as axe needs it. */
export async function openSignedIn(
  browser: Browser,
  town: Pick<Town, 'service' | 'origin'>,
  user: User,
  language: 'ja' | 'en',
  options: BrowserContextOptions,
): Promise<Reader> {
  const reader = await openReader(browser, town.origin, { bypassCSP: true, ...options })
  await speak(reader, language)
  await signInReader(reader, town, user)
  return reader
}
