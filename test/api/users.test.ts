import { afterAll, beforeAll, expect, test } from 'vitest'
import { SET_TOKEN_LIFETIME_MS } from '../../src/access/administer.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { type District, openDistrict, problemIn, type Reply, START_MS } from './fixture.ts'
import { addPerson, Browser, PASSWORD, signedIn } from './people.ts'

interface User {
  readonly id: string
  readonly login: string
  readonly passwordSet: boolean
}
interface Added {
  readonly user: User
  readonly setPassword: { readonly token: string; readonly expiresAt: string } | null
}

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

const add = (body: object, caller = 'administrator', from = district) =>
  from.as(caller, 'POST', '/api/v1/users', { body })
const patch = (id: string, body: object, from = district) =>
  from.as('administrator', 'PATCH', `/api/v1/users/${id}`, { body })
const setPassword = (token: string, password: string, from = district) =>
  from.as(null, 'POST', '/api/v1/set-password', { body: { token, password } })
const codeOf = (reply: Reply) => problemIn(reply).code

test('a person is added without a password and sets it with a token, once', async () => {
  const reply = await add({ login: 'hanare', role: 'officer', name: '離れ', language: 'en' })
  expect(reply.statusCode).toBe(201)
  const { user, setPassword: given } = reply.json() as Added
  expect(user).toEqual({
    id: expect.stringMatching(/^usr_/),
    login: 'hanare',
    name: '離れ',
    role: 'officer',
    contractorId: null,
    language: 'en',
    passwordSet: false,
    setTokenExpiresAt: '2026-01-23T17:00:00.000Z',
    createdAt: '2026-01-20T17:00:00.000Z',
    signedInAt: null,
    disabledAt: null,
  })
  expect(reply.headers.location).toBe(`/api/v1/users/${user.id}`)
  const token = given?.token ?? ''
  expect((await new Browser(district.app).signIn('hanare', '')).statusCode).toBe(401)
  const easy = await setPassword(token, 'hanare')
  expect([codeOf(easy), easy.body.includes('"hanare"')]).toEqual(['request-invalid', false])
  const twice = await Promise.all([setPassword(token, PASSWORD), setPassword(token, 'the-other-one-0200')])
  expect(twice.map((it) => it.statusCode).toSorted()).toEqual([204, 404])
  const won = twice[0]?.statusCode === 204 ? PASSWORD : 'the-other-one-0200'
  expect((await new Browser(district.app).signIn('hanare', won)).statusCode).toBe(200)
  const seen = (await district.as('administrator', 'GET', `/api/v1/users/${user.id}`)).json()
  expect(seen).toMatchObject({ passwordSet: true, setTokenExpiresAt: null, signedInAt: '2026-01-20T17:00:00.000Z' })
})

test('a token is good for three days; wrong ones are slowed down by address', async () => {
  await using fresh = await openDistrict()
  const { setPassword: given } = (await add({ login: 'late', role: 'viewer' }, 'administrator', fresh)).json() as Added
  await fresh.clock.sleepUntil(START_MS + SET_TOKEN_LIFETIME_MS)
  expect(codeOf(await setPassword(given?.token ?? '', PASSWORD, fresh))).toBe('not-found')
  for (let i = 1; i < 20; i++) await setPassword('A'.repeat(43), PASSWORD, fresh)
  expect(codeOf(await setPassword('x', PASSWORD, fresh))).toBe('too-many-requests')
})

test('or with a password of the administrator’s choice', async () => {
  const reply = await add({ login: 'direct', role: 'viewer', password: PASSWORD })
  expect((reply.json() as Added).setPassword).toBeNull()
  expect(reply.body).not.toContain(PASSWORD)
  expect((await new Browser(district.app).signIn('direct')).statusCode).toBe(200)
})

test.each([
  { name: 'a login in kanji', body: { login: '山田', role: 'viewer' }, code: 'request-invalid' },
  { name: 'capitals', body: { login: 'Toban', role: 'viewer' }, code: 'request-invalid' },
  { name: 'a gateway', body: { login: 'gw', role: 'gateway' }, code: 'request-invalid' },
  { name: 'no firm', body: { login: 'c1', role: 'contractor' }, code: 'request-invalid' },
  { name: 'a firm too many', body: { login: 'c2', role: 'viewer', contractor: 'kita' }, code: 'request-invalid' },
  { name: 'a firm of others', body: { login: 'c3', role: 'contractor', contractor: 'iwaki' }, code: 'not-found' },
  {
    name: 'an easy password',
    body: { login: 'c4', role: 'viewer', password: 'aaaaaaaaaaaaaa' },
    code: 'request-invalid',
  },
  { name: 'an authority', body: { login: 'c5', role: 'viewer', authorityId: 'hirosaki' }, code: 'request-invalid' },
])('refused: $name', async ({ body, code }) => {
  expect(codeOf(await add(body))).toBe(code)
})

test('a login is taken once in the installation', async () => {
  expect((await add({ login: 'taken', role: 'viewer' })).statusCode).toBe(201)
  expect(codeOf(await add({ login: 'taken', role: 'viewer' }, 'neighbour'))).toBe('conflict')
})

test('people of another authority do not exist', async () => {
  const { user } = (await add({ login: 'theirs', role: 'viewer' }, 'neighbour')).json() as Added
  expect((await district.as('administrator', 'GET', `/api/v1/users/${user.id}`)).statusCode).toBe(404)
  expect((await patch(user.id, { disabled: true })).statusCode).toBe(404)
  const reset = await district.as('administrator', 'POST', `/api/v1/users/${user.id}/reset`, { body: {} })
  expect(reset.statusCode).toBe(404)
  const { items } = (await district.as('neighbour', 'GET', '/api/v1/users')).json() as { items: User[] }
  expect(items.map((it) => it.login)).toEqual(['theirs'])
})

test.each([
  { name: 'disabled', body: { disabled: true }, status: 401 },
  { name: 'another role', body: { role: 'viewer' }, status: 401 },
  { name: 'another firm', body: { role: 'contractor', contractor: 'minami' }, status: 401 },
  { name: 'another name', body: { name: '当番' }, status: 200 },
  { name: 'nothing', body: {}, status: 200 },
])('sessions after a change: $name', async ({ name, body, status }) => {
  const user = await addPerson(district, `change-${name.replaceAll(' ', '-')}`, 'officer')
  const browser = await signedIn(district, user)
  expect((await patch(user.id, body)).statusCode).toBe(200)
  expect((await browser.send('GET', '/api/v1/session')).statusCode).toBe(status)
})

test('a disabled person is let in again, by the old password, when enabled', async () => {
  const user = await addPerson(district, 'pause', 'officer')
  await patch(user.id, { disabled: true })
  expect((await new Browser(district.app).signIn('pause')).statusCode).toBe(401)
  expect((await patch(user.id, { disabled: false })).json()).toMatchObject({ disabledAt: null })
  expect((await new Browser(district.app).signIn('pause')).statusCode).toBe(200)
})

test('a reset takes password and sessions away at once', async () => {
  const user = await addPerson(district, 'lost', 'officer')
  const browser = await signedIn(district, user)
  const reply = await district.as('administrator', 'POST', `/api/v1/users/${user.id}/reset`, { body: {} })
  const { setPassword: given } = reply.json() as Added
  expect((await browser.send('GET', '/api/v1/session')).statusCode).toBe(401)
  expect((await new Browser(district.app).signIn('lost')).statusCode).toBe(401)
  expect((await setPassword(given?.token ?? '', 'found-again-0300')).statusCode).toBe(204)
  expect((await new Browser(district.app).signIn('lost', 'found-again-0300')).statusCode).toBe(200)
})

test('the last administrator who can sign in stays one, also when two disable each other at once', async () => {
  await using fresh = await openDistrict()
  const one = await addPerson(fresh, 'one', 'administrator')
  await addPerson(fresh, 'no-password', 'administrator', { passwordHash: '' })
  await addPerson(fresh, 'elsewhere', 'administrator', { authorityId: 'hirosaki' })
  for (const body of [{ disabled: true }, { role: 'officer' }]) {
    expect(codeOf(await patch(one.id, body, fresh))).toBe('conflict')
  }
  const two = await addPerson(fresh, 'two', 'administrator')
  const [first, second] = [await signedIn(fresh, one), await signedIn(fresh, two)]
  const both = await Promise.all([
    first.send('PATCH', `/api/v1/users/${two.id}`, { disabled: true }),
    second.send('PATCH', `/api/v1/users/${one.id}`, { disabled: true }),
  ])
  expect(both.map((it) => it.statusCode).filter((it) => it === 200)).toHaveLength(1)
  const self = await first.send('POST', `/api/v1/users/${one.id}/reset`, {})
  expect([401, 409]).toContain(self.statusCode)
})

test('a key narrowed to people is no way to more than it may itself', async () => {
  const grant = { authorityId: 'aomori', role: 'administrator', contractorId: null, label: 'hr', nowMs: START_MS }
  const { key } = await createApiKey(district.db, { ...grant, scopes: ['users:read', 'users:write'] })
  expect(codeOf(await add({ login: 'risen', role: 'administrator' }, key))).toBe('forbidden')
  const boss = await addPerson(district, 'boss', 'administrator')
  for (const [method, url, body] of [
    ['POST', `/api/v1/users/${boss.id}/reset`, {}],
    ['PATCH', `/api/v1/users/${boss.id}`, { disabled: true }],
  ] as const) {
    expect(codeOf(await district.as(key, method, url, { body }))).toBe('forbidden')
  }
})

test('no answer and no line of the journal has a hash or a token', async () => {
  const { setPassword: given } = (await add({ login: 'quiet', role: 'viewer' })).json() as Added
  const list = (await district.as('administrator', 'GET', '/api/v1/users?limit=1000')).body
  const events = await listEvents(district.db, { authorityId: 'aomori', afterId: 0, limit: 1000 })
  expect(events.map((it) => it.type)).toContain('user.created')
  const said = list + JSON.stringify(events) + district.logged.join('')
  for (const secret of ['argon2', given?.token ?? '-', PASSWORD]) expect(said.includes(secret)).toBe(false)
})
