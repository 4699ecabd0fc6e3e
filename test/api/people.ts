import type { FastifyInstance, InjectOptions } from 'fastify'
import { openSession } from '../../src/access/open-session.ts'
import { hashPassword } from '../../src/access/passwords.ts'
import { csrfTokenOf } from '../../src/access/session-token.ts'
import type { PersonRole } from '../../src/domain/role.ts'
import { createUser } from '../../src/store/users/create-user.ts'
import { findUser } from '../../src/store/users/find-user.ts'
import type { User } from '../../src/store/users/user-row.ts'
import type { District, Reply } from './fixture.ts'

export const PASSWORD = 'shovel-and-salt-0200'

let hashed: Promise<string> | undefined

/** A person of `aomori` with the password above; a contractor's person is kita's. */
export async function addPerson(
  district: District,
  login: string,
  role: PersonRole,
  more: { authorityId?: string; contractorId?: string | null; passwordHash?: string } = {},
): Promise<User> {
  hashed ??= hashPassword(PASSWORD)
  const id = await createUser(district.db, {
    authorityId: 'aomori',
    login,
    role,
    passwordHash: await hashed,
    contractorId: role === 'contractor' ? 'kita' : null,
    nowMs: district.clock.now(),
    ...more,
  })
  const user = await findUser(district.db, id)
  if (user === undefined) throw new Error('the person was not stored')
  return user
}

/** A browser: keeps the cookies it is given, and sends the CSRF token when it has one. */
export class Browser {
  readonly cookies = new Map<string, string>()
  csrfToken: string | undefined
  readonly #app: FastifyInstance
  readonly #address: string

  constructor(app: FastifyInstance, address = '192.0.2.1') {
    this.#app = app
    this.#address = address
  }

  async send(
    method: string,
    url: string,
    body?: unknown,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Reply> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const all = { cookie: cookie === '' ? undefined : cookie, 'x-csrf-token': this.csrfToken, ...headers }
    const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    const reply = await this.#app.inject({
      method: method as InjectOptions['method'],
      url,
      remoteAddress: this.#address,
      headers: Object.fromEntries(given),
      ...(body === undefined ? {} : { payload: body as object }),
    })
    for (const { name, value } of reply.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return reply
  }

  async signIn(login: string, password = PASSWORD, headers: Record<string, string> = {}): Promise<Reply> {
    const reply = await this.send('POST', '/api/v1/session', { login, password }, headers)
    if (reply.statusCode === 200) this.csrfToken = (reply.json() as { csrfToken: string }).csrfToken
    return reply
  }
}

/** A browser that is signed in, without the work of a password. */
export async function signedIn(district: District, user: User): Promise<Browser> {
  const visitor = { address: '192.0.2.1', userAgent: 'test' }
  const { access } = district.deps.config
  const { token } = await district.db
    .transaction()
    .execute((trx) => openSession(trx, user, visitor, access, district.clock.now()))
  const browser = new Browser(district.app)
  browser.cookies.set('yukiban', token)
  browser.csrfToken = csrfTokenOf(token)
  return browser
}
