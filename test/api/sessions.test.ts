import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { csrfTokenOf } from '../../src/access/session-token.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { hashSecret } from '../../src/store/api-keys/secret-hash.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { type District, openDistrict, problemIn, type Reply } from './fixture.ts'
import { addPerson, Browser, PASSWORD, signedIn } from './people.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
  await addPerson(district, 'toban', 'officer')
})
afterAll(() => district[Symbol.asyncDispose]())

const who = (browser: Browser) => browser.send('GET', '/api/v1/session')
const codeOf = (reply: Reply) => problemIn(reply).code
const events = async (type: string, from = district) =>
  (await listEvents(from.db, { authorityId: 'aomori', afterId: 0, limit: 1000 })).filter((it) => it.type === type)

test('signing in: who I am, what I may, and a call with it', async () => {
  const browser = new Browser(district.app)
  const reply = await browser.signIn('toban')
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toMatchObject({
    user: { login: 'toban', role: 'officer', contractorId: null, language: 'ja' },
    authority: { id: 'aomori', name: '青森市', timeZone: 'Asia/Tokyo' },
    openedAt: '2026-01-20T17:00:00.000Z',
    idleEndsAt: '2026-01-21T05:00:00.000Z',
    expiresAt: '2026-01-27T17:00:00.000Z',
  })
  expect((await who(browser)).json()).toEqual(reply.json())
  expect((await browser.send('GET', '/api/v1/devices')).statusCode).toBe(200)
  expect((await browser.send('GET', '/api/v1/users')).statusCode).toBe(403)
})

test.each([
  { name: 'full-width letters of an input method', typed: 'ｔｏｂａｎ' },
  { name: 'capitals and blanks', typed: ' Toban　' },
])('a login typed in $name is the same', async ({ typed }) => {
  expect((await new Browser(district.app).signIn(typed)).statusCode).toBe(200)
})

test('a password typed in another normal form is the same', async () => {
  const composed = 'が行の除雪センター2026'
  await addPerson(district, 'kana', 'viewer', { passwordHash: await hashPassword(composed) })
  expect((await new Browser(district.app).signIn('kana', composed.normalize('NFD'))).statusCode).toBe(200)
})

test.each([
  { name: 'nobody', login: 'nobody', password: PASSWORD },
  { name: 'a wrong password', login: 'toban', password: `${PASSWORD}x` },
  { name: 'an empty password', login: 'toban', password: '' },
  { name: 'a name in kanji', login: '山田', password: PASSWORD },
  { name: 'half a surrogate pair and NUL', login: '\ud800\u0000', password: '\udfff\u0000' },
  { name: 'a very long login', login: 'a'.repeat(5000), password: PASSWORD },
  { name: 'a look-alike in Cyrillic', login: 'tоban', password: PASSWORD },
])('the same refusal for $name, and no cookie', async ({ login, password }) => {
  const reply = await new Browser(district.app, '198.51.100.1').signIn(login, password)
  const { instance: _, ...rest } = problemIn(reply)
  expect(rest).toEqual({
    type: '/errors/sign-in-failed',
    status: 401,
    code: 'sign-in-failed',
    reason: 'sign-in-wrong',
    title: 'The login or the password is wrong',
    detail: 'the login or the password is wrong',
    remedy: expect.any(String),
  })
  expect(reply.headers['set-cookie']).toBeUndefined()
})

test.each([
  { name: 'disabled', set: { disabled_at: 1 } },
  { name: 'without a password', set: { password_hash: '' } },
  { name: 'a contractor’s without a contractor', set: { role: 'contractor' } },
])('a person who is $name: refused like nobody, with the right password', async ({ set }) => {
  const login = `refused-${Object.keys(set)[0]?.replaceAll('_', '-')}`
  const { id } = await addPerson(district, login, 'officer')
  await district.db.updateTable('users').set(set).where('id', '=', id).execute()
  expect(codeOf(await new Browser(district.app, '198.51.100.2').signIn(login))).toBe('sign-in-failed')
})

test('cookies over plain HTTP on this machine: no script reads them, no other site sends them', async () => {
  const reply = await new Browser(district.app).signIn('toban')
  const cookies = [reply.headers['set-cookie']].flat()
  expect(cookies).toEqual([
    expect.stringMatching(/^yukiban=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/),
    expect.stringMatching(
      /^yukiban-browser=[\w-]{22}\.[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/,
    ),
  ])
  expect(reply.headers['cache-control']).toBe('no-store')
})

test.each([
  { name: 'another host', env: {}, headers: { host: 'yukiban.example' } },
  { name: 'a proxy that speaks HTTPS', env: {}, headers: { 'x-forwarded-proto': 'https' } },
  { name: 'a public address in HTTPS', env: { YUKIBAN_PUBLIC_URL: 'https://yukiban.example' }, headers: {} },
  { name: 'always', env: { YUKIBAN_COOKIE_SECURE: 'always' }, headers: {} },
])('cookies are Secure and bound to the host: $name', async ({ env, headers }) => {
  await using fresh = await openDistrict({ env: env as Record<string, string> })
  await addPerson(fresh, 'toban', 'officer')
  const browser = new Browser(fresh.app)
  const reply = await browser.signIn('toban', PASSWORD, headers as Record<string, string>)
  for (const cookie of [reply.headers['set-cookie']].flat()) {
    expect(cookie).toMatch(/^__Host-yukiban(-browser)?=\S+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/)
  }
  expect((await browser.send('GET', '/api/v1/session', undefined, headers)).statusCode).toBe(200)
  // the plain name, which another host could have set, opens nothing here
  const token = browser.cookies.get('__Host-yukiban') ?? ''
  const plain = { ...headers, cookie: `yukiban=${token}` }
  expect((await browser.send('GET', '/api/v1/session', undefined, plain)).statusCode).toBe(401)
})

test('fixation: a token from before signing in opens nothing after it, and the old session ends', async () => {
  const browser = new Browser(district.app)
  browser.cookies.set('yukiban', 'A'.repeat(43))
  await browser.signIn('toban')
  const first = browser.cookies.get('yukiban') ?? ''
  expect(first).not.toBe('A'.repeat(43))
  await browser.signIn('toban')
  expect(browser.cookies.get('yukiban')).not.toBe(first)
  const thief = new Browser(district.app)
  for (const token of ['A'.repeat(43), first]) {
    thief.cookies.set('yukiban', token)
    expect(codeOf(await who(thief))).toBe('unauthenticated')
  }
  expect((await who(browser)).statusCode).toBe(200)
})

test('signing out: the cookie is cleared, and what somebody kept of it opens nothing', async () => {
  const browser = new Browser(district.app)
  await browser.signIn('toban')
  const kept = browser.cookies.get('yukiban') ?? ''
  const reply = await browser.send('DELETE', '/api/v1/session')
  expect([reply.statusCode, browser.cookies.has('yukiban')]).toEqual([204, false])
  browser.cookies.set('yukiban', kept)
  expect((await who(browser)).statusCode).toBe(401)
  expect(await events('session.closed')).toContainEqual(
    expect.objectContaining({ data: expect.objectContaining({ why: 'signed-out' }) }),
  )
})

test('two cookies of the name: somebody else set one, so neither counts', async () => {
  const browser = new Browser(district.app)
  await browser.signIn('toban')
  const token = browser.cookies.get('yukiban') ?? ''
  const cookie = `yukiban=${'A'.repeat(43)}; yukiban=${token}`
  expect((await browser.send('GET', '/api/v1/session', undefined, { cookie })).statusCode).toBe(401)
})

test('a session ends when idle, when old, and stays while it is used', async () => {
  await using fresh = await openDistrict({ env: { YUKIBAN_SESSION_IDLE_H: '2', YUKIBAN_SESSION_MAX_D: '1' } })
  const user = await addPerson(fresh, 'toban', 'officer')
  const [used, idle] = [await signedIn(fresh, user), await signedIn(fresh, user)]
  const start = fresh.clock.now()
  for (let hour = 1; hour < 24; hour++) {
    await fresh.clock.sleepUntil(start + hour * HOUR_MS)
    expect((await who(used)).statusCode, `hour ${hour}`).toBe(200)
  }
  expect((await who(idle)).statusCode).toBe(401)
  await fresh.clock.sleepUntil(start + 24 * HOUR_MS - MINUTE_MS)
  expect((await who(used)).statusCode).toBe(200)
  await fresh.clock.sleepUntil(start + 24 * HOUR_MS)
  expect((await who(used)).statusCode).toBe(401)
})

test('only hashes are at rest, and nothing secret in the log or the journal', async () => {
  const browser = new Browser(district.app)
  await browser.signIn('toban')
  await browser.signIn('toban', 'wrong-password-0200')
  const token = browser.cookies.get('yukiban') ?? ''
  const row = await district.db
    .selectFrom('sessions')
    .selectAll()
    .where('token_sha256', '=', hashSecret(token))
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain(token)
  const said = JSON.stringify([district.logged, await events('session.opened'), await events('session.failed')])
  expect(said).toContain('session.opened')
  for (const secret of [token, csrfTokenOf(token), PASSWORD, 'wrong-password-0200', hashSecret(token)]) {
    expect(said.includes(secret)).toBe(false)
  }
})

test('a wrong type or a surplus field never shows what was typed', async () => {
  const browser = new Browser(district.app)
  const reply = await browser.send('POST', '/api/v1/session', { login: 'toban', password: 20_260_120_02 })
  expect([reply.statusCode, reply.body.includes('2026012002')]).toEqual([400, false])
})

test('changing the password: other sessions end, this one goes on with another token', async () => {
  await using fresh = await openDistrict()
  const user = await addPerson(fresh, 'toban', 'officer')
  const [here, elsewhere] = [await signedIn(fresh, user), await signedIn(fresh, user)]
  const old = here.cookies.get('yukiban')
  const change = (currentPassword: string, newPassword: string) =>
    here.send('POST', '/api/v1/session/password', { currentPassword, newPassword })
  const wrong = await change('not-that-one-0200', 'another-winter-2027')
  expect([wrong.statusCode, codeOf(wrong)]).toEqual([401, 'sign-in-failed'])
  const short = await change(PASSWORD, 'short')
  expect([codeOf(short), short.body.includes('"short"')]).toEqual(['request-invalid', false])
  expect((await who(elsewhere)).statusCode).toBe(200)
  const done = await change(PASSWORD, 'another-winter-2027')
  expect(done.statusCode).toBe(200)
  expect(here.cookies.get('yukiban')).not.toBe(old)
  here.csrfToken = (done.json() as { csrfToken: string }).csrfToken
  expect((await who(here)).statusCode).toBe(200)
  expect((await who(elsewhere)).statusCode).toBe(401)
  expect((await new Browser(fresh.app).signIn('toban')).statusCode).toBe(401)
  expect((await new Browser(fresh.app).signIn('toban', 'another-winter-2027')).statusCode).toBe(200)
  expect(await events('user.password-changed', fresh)).toHaveLength(1)
})

test('a person may be signed in on 20 browsers; the oldest gives way', async () => {
  await using fresh = await openDistrict()
  const user = await addPerson(fresh, 'toban', 'officer')
  const browsers: Browser[] = []
  for (let i = 0; i < 21; i++) browsers.push(await signedIn(fresh, user))
  const states = await Promise.all(browsers.map(async (it) => (await who(it)).statusCode))
  expect(states).toEqual([401, ...Array.from({ length: 20 }, () => 200)])
})

test('a key goes before a cookie and has no session', async () => {
  const browser = new Browser(district.app)
  await browser.signIn('toban')
  const authorization = `Bearer ${district.keys.viewer}`
  const asViewer = await browser.send('GET', '/api/v1/audit', undefined, { authorization })
  expect(asViewer.statusCode).toBe(403)
  expect(codeOf(await browser.send('GET', '/api/v1/session', undefined, { authorization }))).toBe('forbidden')
  // a wrong key is not rescued by a good cookie
  const wrong = await browser.send('GET', '/api/v1/devices', undefined, { authorization: 'Bearer yk_guess' })
  expect(wrong.statusCode).toBe(401)
})

test('what a person does stands in the journal under that person', async () => {
  const browser = new Browser(district.app)
  await browser.signIn('toban')
  const order = await district.raise('honcho', 'proposed')
  expect((await browser.send('POST', `/api/v1/orders/${order.id}/approve`, {})).statusCode).toBe(200)
  const { id } = await district.db
    .selectFrom('users')
    .select('id')
    .where('login', '=', 'toban')
    .executeTakeFirstOrThrow()
  const all = await listEvents(district.db, { authorityId: 'aomori', afterId: 0, limit: 1000 })
  expect(all.filter((it) => it.subject === order.id).map((it) => it.actor)).toContain(`user:${id}`)
  const timeline = (await browser.send('GET', `/api/v1/orders/${order.id}/timeline`)).body
  expect(timeline).toContain('"actorName":"toban"')
})

test('a contractor’s person sees what the contractor’s key sees, and nothing of others', async () => {
  const kita = await signedIn(district, await addPerson(district, 'kita-1', 'contractor'))
  const minami = await signedIn(
    district,
    await addPerson(district, 'minami-1', 'contractor', { contractorId: 'minami' }),
  )
  for (const url of ['/api/v1/offers', '/api/v1/orders', '/api/v1/routes']) {
    expect((await kita.send('GET', url)).json(), url).toEqual((await district.as('contractor', 'GET', url)).json())
    expect((await minami.send('GET', url)).json(), url).toEqual((await district.as('rival', 'GET', url)).json())
  }
  expect((await kita.send('GET', '/api/v1/devices')).statusCode).toBe(403)
})

test('an idempotency key belongs to the person: not done twice from another session', async () => {
  const user = await addPerson(district, 'kanri-9', 'administrator')
  const [one, other] = [await signedIn(district, user), await signedIn(district, user)]
  const add = (browser: Browser) =>
    browser.send('POST', '/api/v1/users', { login: 'made-once', role: 'viewer' }, { 'idempotency-key': 'k-1' })
  const first = await add(one)
  expect([first.statusCode, (await add(one)).body]).toEqual([201, first.body])
  const again = await add(other)
  // the phone's queue goes by this reason: the tap was done
  expect([again.statusCode, codeOf(again), again.json().reason]).toEqual([
    409,
    'conflict',
    'idempotency-earlier-session',
  ])
})
