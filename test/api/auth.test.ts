import { afterAll, beforeAll, expect, test } from 'vitest'
import { AuthThrottle, FAILURE_WINDOW_MS, MAX_FAILURES } from '../../src/api/auth-throttle.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { revokeApiKey } from '../../src/store/api-keys/revoke-api-key.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

test('a key works until it is revoked, and only as far as its scopes', async () => {
  const { id, key } = await createApiKey(district.db, {
    authorityId: 'aomori',
    role: 'officer',
    scopes: ['devices:read'],
    contractorId: null,
    label: 'map',
    nowMs: START_MS,
  })
  expect((await district.as(key, 'GET', '/api/v1/devices')).statusCode).toBe(200)
  const refused = await district.as(key, 'GET', '/api/v1/orders')
  expect(problemIn(refused)).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('orders:read') })
  await revokeApiKey(district.db, id, START_MS)
  const after = await district.as(key, 'GET', '/api/v1/devices')
  expect(after.statusCode).toBe(401)
  expect(after.headers['www-authenticate']).toContain('Bearer')
})

test.each([
  { name: 'other scheme', authorization: 'Basic eXVraTpiYW4=' },
  { name: 'no key', authorization: 'Bearer ' },
  {
    name: 'unknown key',
    authorization: 'Bearer yk_0123456789abcdefghjkmnpqrs_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  },
])('refuses $name', async ({ authorization }) => {
  const reply = await district.as(null, 'GET', '/api/v1/devices', { headers: { authorization } })
  expect(problemIn(reply).code).toBe('unauthenticated')
})

test("a contractor's key that names no contractor opens nothing", async () => {
  const grant = { authorityId: 'aomori', role: 'contractor', scopes: ['*'], contractorId: 'kita', label: '', nowMs: 0 }
  const { id, key } = await createApiKey(district.db, grant)
  expect((await district.as(key, 'GET', '/api/v1/orders')).statusCode).toBe(200)
  await district.db.updateTable('api_keys').set({ contractor_id: null }).where('id', '=', id).execute()
  expect((await district.as(key, 'GET', '/api/v1/orders')).statusCode).toBe(401)
})

test('wrong keys are slowed down by address; a valid one never is', async () => {
  await using fresh = await openDistrict()
  const guess = () => fresh.as('yk_guess', 'GET', '/api/v1/devices')
  for (let i = 0; i < MAX_FAILURES; i++) expect((await guess()).statusCode).toBe(401)
  const throttled = await guess()
  expect(throttled.statusCode).toBe(429)
  expect(throttled.headers['retry-after']).toBe('60')
  expect((await fresh.as('officer', 'GET', '/api/v1/devices')).statusCode).toBe(200)
  await fresh.clock.sleepUntil(START_MS + FAILURE_WINDOW_MS)
  expect((await guess()).statusCode).toBe(401)
})

test('addresses are counted apart', () => {
  const throttle = new AuthThrottle()
  for (let i = 0; i < MAX_FAILURES; i++) expect(throttle.failed('192.0.2.1', 0)).toBe(0)
  expect(throttle.failed('192.0.2.1', 1000)).toBe(59)
  expect(throttle.failed('192.0.2.2', 1000)).toBe(0)
})

test.each([
  '/api/v1/devices/snow-9',
  '/api/v1/devices/snow-9/readings',
  '/api/v1/routes/dote',
  '/api/v1/routes/dote/state',
  '/api/v1/contractors/iwaki',
  '/api/v1/contractors/iwaki/deliveries',
])('what belongs to another authority does not exist: %s', async (url) => {
  expect((await district.as('neighbour', 'GET', url)).statusCode).toBe(200)
  expect((await district.as('administrator', 'GET', url)).statusCode).toBe(404)
})

test('lists show the own authority alone', async () => {
  const ids = async (url: string) =>
    ((await district.as('neighbour', 'GET', url)).json() as { items: { id: string }[] }).items.map((it) => it.id)
  expect(await ids('/api/v1/devices')).toEqual(['snow-9'])
  expect(await ids('/api/v1/routes')).toEqual(['dote'])
  expect(await ids('/api/v1/blocks')).toEqual(['hirosaki-1'])
  expect(await ids('/api/v1/contractors')).toEqual(['iwaki'])
  expect(await ids('/api/v1/criteria')).toEqual([])
})
