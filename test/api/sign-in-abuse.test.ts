import { expect, test } from 'vitest'
import { LONGEST_WAIT_MS } from '../../src/access/lockout.ts'
import { MAX_WAITING } from '../../src/access/password-gate.ts'
import { MAX_FAILURES } from '../../src/api/auth-throttle.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { type District, openDistrict, problemIn } from './fixture.ts'
import { addPerson, Browser } from './people.ts'

const WRONG = 'wrong-password-0200'
let addresses = 0

/** Somebody from an address nobody has come from. */
function stranger(district: District): Browser {
  const n = addresses++
  return new Browser(district.app, `198.51.${n >> 8}.${n & 255}`)
}

const waitOf = (reply: { headers: Record<string, unknown> }) => Number(reply.headers['retry-after'] ?? 0)

test('wrong passwords make the next one wait, longer each time, for a login that exists and one that does not', async () => {
  await using district = await openDistrict()
  await addPerson(district, 'toban', 'officer')
  const waits = { toban: [] as number[], nobody: [] as number[] }
  for (const login of ['toban', 'nobody'] as const) {
    for (let i = 0; i < 4; i++) expect((await stranger(district).signIn(login, WRONG)).statusCode).toBe(401)
    for (let i = 0; i < 6; i++) {
      expect(problemIn(await stranger(district).signIn(login, WRONG)).code).toBe('sign-in-failed')
      // now not even the right one is read
      const blocked = await stranger(district).signIn(login)
      expect(problemIn(blocked).code).toBe('too-many-requests')
      waits[login].push(waitOf(blocked))
      await district.clock.sleepUntil(district.clock.now() + waitOf(blocked) * 1000)
    }
  }
  expect(waits).toEqual({ toban: [5, 10, 20, 40, 80, 160], nobody: [5, 10, 20, 40, 80, 160] })
})

test('a wait is not made longer by trying during it, and the right password works after it', async () => {
  await using district = await openDistrict()
  await addPerson(district, 'toban', 'officer')
  for (let i = 0; i < 5; i++) await stranger(district).signIn('toban', WRONG)
  for (let i = 0; i < 10; i++) expect(waitOf(await stranger(district).signIn('toban', WRONG))).toBe(5)
  await district.clock.sleepUntil(district.clock.now() + 5000)
  expect((await stranger(district).signIn('toban')).statusCode).toBe(200)
  // and begins anew
  for (let i = 0; i < 4; i++) expect((await stranger(district).signIn('toban', WRONG)).statusCode).toBe(401)
  expect((await stranger(district).signIn('toban')).statusCode).toBe(200)
})

test('strangers cannot keep a person out of a browser signed in with before', async () => {
  await using district = await openDistrict()
  await addPerson(district, 'toban', 'officer')
  await addPerson(district, 'other', 'officer')
  const own = stranger(district)
  await own.signIn('toban')
  await own.send('DELETE', '/api/v1/session')
  for (let i = 0; i < 20; i++) {
    await stranger(district).signIn('toban', WRONG)
    await district.clock.sleepUntil(district.clock.now() + LONGEST_WAIT_MS)
    await stranger(district).signIn('toban', WRONG)
    // the whole time, while everybody else is made to wait
    if (i < 5) continue
    expect((await stranger(district).signIn('toban')).statusCode).toBe(429)
    expect((await own.signIn('toban')).statusCode).toBe(200)
  }
  // the mark helps its own person alone, and is no licence to guess
  const mark = own.cookies.get('yukiban-browser') ?? ''
  const thief = stranger(district)
  for (let i = 0; i < 5; i++) {
    thief.cookies.set('yukiban-browser', mark)
    expect((await thief.signIn('toban', WRONG)).statusCode).toBe(401)
  }
  expect((await thief.signIn('toban', WRONG)).statusCode).toBe(429)
})

test('one address has 20 tries a minute, whatever the logins; right ones do not count', async () => {
  await using district = await openDistrict()
  await addPerson(district, 'toban', 'officer')
  const guesser = new Browser(district.app, '203.0.113.7')
  for (let i = 0; i < MAX_FAILURES; i++) {
    expect((await new Browser(district.app, '203.0.113.7').signIn('toban')).statusCode).toBe(200)
  }
  for (let i = 0; i < MAX_FAILURES; i++) {
    expect((await guesser.signIn(`guess-${i}`, WRONG)).statusCode).toBe(401)
  }
  const throttled = await guesser.signIn('one-more', WRONG)
  expect([throttled.statusCode, waitOf(throttled)]).toEqual([429, 60])
  expect((await stranger(district).signIn('toban')).statusCode).toBe(200)
})

test('behind a trusted proxy the visitor’s address counts; from anybody else the header is not believed', async () => {
  await using district = await openDistrict({ env: { YUKIBAN_TRUSTED_PROXIES: '10.1.0.0/16' } })
  const from = async (peer: string, visitor: string) => {
    const headers = { 'x-forwarded-for': visitor }
    return (await new Browser(district.app, peer).signIn(`x${addresses++}`, WRONG, headers)).statusCode
  }
  for (let i = 0; i < MAX_FAILURES; i++) await from('10.1.0.1', '203.0.113.1')
  expect(await from('10.1.0.1', '203.0.113.1')).toBe(429)
  expect(await from('10.1.0.1', '203.0.113.2')).toBe(401)
  for (let i = 0; i < MAX_FAILURES; i++) await from('192.0.2.9', `203.0.113.${i + 10}`)
  expect(await from('192.0.2.9', '203.0.113.99')).toBe(429)
})

test('a flood from everywhere is bounded: a few wait, the rest is refused at once, and the API answers on', async () => {
  await using district = await openDistrict()
  await addPerson(district, 'toban', 'officer')
  const own = stranger(district)
  await own.signIn('toban')
  const flood = Array.from({ length: 200 }, (_, i) => stranger(district).signIn(`flood-${i}`, WRONG))
  const calls = Array.from({ length: 5 }, () => district.as('officer', 'GET', '/api/v1/devices'))
  const home = own.signIn('toban')
  const codes = (await Promise.all(flood)).map((it) => problemIn(it))
  const busy = codes.filter((it) => it.code === 'sign-in-busy')
  const read = codes.filter((it) => it.code === 'sign-in-failed')
  expect(busy.length + read.length).toBe(200)
  expect(read.length).toBeLessThanOrEqual(MAX_WAITING * 3)
  expect(busy.every((it) => it.status === 503)).toBe(true)
  for (const call of calls) expect((await call).statusCode).toBe(200)
  // who has signed in here before is not crowded out
  expect((await home).statusCode).toBe(200)
  const again = await stranger(district).signIn('toban')
  expect(again.statusCode).toBe(200)
})

test('the journal tells of wrong passwords once per person and minute, and of unknown logins not at all', async () => {
  await using district = await openDistrict()
  const { id } = await addPerson(district, 'toban', 'officer')
  for (let i = 0; i < 4; i++) {
    await stranger(district).signIn('toban', WRONG)
    await stranger(district).signIn('nobody', WRONG)
  }
  const failed = async () =>
    (await listEvents(district.db, { authorityId: 'aomori', afterId: 0, limit: 100 })).filter(
      (it) => it.type === 'session.failed',
    )
  await expect.poll(failed).toHaveLength(1)
  expect((await failed())[0]).toMatchObject({
    subject: id,
    actor: 'system:sign-in',
    data: { address: expect.stringMatching(/^198\.51/) },
  })
  await district.clock.sleepUntil(district.clock.now() + MINUTE_MS)
  await stranger(district).signIn('toban', WRONG)
  await expect.poll(failed).toHaveLength(2)
})

test('guessing the current password from a stolen session is slowed down too', async () => {
  await using district = await openDistrict()
  await addPerson(district, 'toban', 'officer')
  const thief = stranger(district)
  await thief.signIn('toban')
  const guess = () =>
    thief.send('POST', '/api/v1/session/password', { currentPassword: WRONG, newPassword: 'another-winter-2027' })
  for (let i = 0; i < 5; i++) expect((await guess()).statusCode).toBe(401)
  const blocked = await guess()
  expect([blocked.statusCode, waitOf(blocked)]).toEqual([429, 5])
})
