import { afterEach, beforeEach, expect, test } from 'vitest'
import { KEY_LIFETIME_MS } from '../../src/api/idempotency.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const create = (key: string, id: string, caller: 'administrator' | 'neighbour' = 'administrator') =>
  district.as(caller, 'POST', '/api/v1/devices', {
    body: { id, surface: 'roadside' },
    headers: { 'idempotency-key': key },
  })

test('a repeat gets the first answer, token and all, and does nothing', async () => {
  const first = await create('k1', 'snow-3')
  const again = await create('k1', 'snow-3')
  expect(first.statusCode).toBe(201)
  expect(first.headers['idempotent-replayed']).toBeUndefined()
  expect(again.headers['idempotent-replayed']).toBe('true')
  expect([again.statusCode, again.body]).toEqual([201, first.body])
  expect(again.headers.location).toBe('/api/v1/devices/snow-3')
  expect(again.headers['content-type']).toBe(first.headers['content-type'])
})

test('a repeat may write its header differently', async () => {
  const first = await create('k1', 'snow-3')
  const headers = { authorization: `bearer  ${district.keys.administrator}`, 'idempotency-key': 'k1' }
  const body = { id: 'snow-3', surface: 'roadside' }
  const again = await district.as(null, 'POST', '/api/v1/devices', { body, headers })
  expect(again.body).toBe(first.body)
})

test('tokens are not at rest in stored answers', async () => {
  const { token } = (await create('k1', 'snow-3')).json() as { token: string }
  const rows = await district.db.selectFrom('idempotency_keys').selectAll().execute()
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('the key belongs to one request, and to one caller', async () => {
  await create('k1', 'snow-3')
  expect(problemIn(await create('k1', 'snow-4')).code).toBe('idempotency-conflict')
  expect((await create('k1', 'snow-5', 'neighbour')).statusCode).toBe(201)
})

test('a refusal is an answer too', async () => {
  const first = await create('k1', 'snow-1')
  const again = await create('k1', 'snow-1')
  expect([first.statusCode, again.statusCode]).toEqual([409, 409])
  expect(again.headers['idempotent-replayed']).toBe('true')
  expect(again.headers['content-type']).toBe('application/problem+json')
  expect(problemIn(again).instance).toBe(problemIn(first).instance)
})

test('two at once: one runs, the other is told to wait', async () => {
  const replies = await Promise.all([create('k1', 'snow-3'), create('k1', 'snow-3')])
  const codes = replies.map((it) => it.statusCode).sort()
  // the second may also come late enough to be a repeat
  expect([
    [201, 409],
    [201, 201],
  ]).toContainEqual(codes)
  expect((await create('k1', 'snow-3')).statusCode).toBe(201)
})

test('a request in progress blocks its key, until its holder is given up', async () => {
  await create('k1', 'snow-3')
  await district.db.updateTable('idempotency_keys').set({ status: null, response_json: null }).execute()
  expect(problemIn(await create('k1', 'snow-3')).detail).toContain('still being handled')
  await district.clock.sleepUntil(START_MS + 61_000)
  expect(problemIn(await create('k1', 'snow-3')).detail).toContain('taken')
})

test('keys end after their time', async () => {
  await create('k1', 'snow-3')
  await district.clock.sleepUntil(START_MS + KEY_LIFETIME_MS)
  expect((await create('k1', 'snow-3')).statusCode).toBe(201)
  await district.clock.sleepUntil(START_MS + KEY_LIFETIME_MS + 1)
  expect((await create('k1', 'snow-3')).statusCode).toBe(409)
  await create('k2', 'snow-4')
  await district.clock.sleepUntil(START_MS + 3 * KEY_LIFETIME_MS)
  await create('k3', 'snow-5')
  const rows = await district.db.selectFrom('idempotency_keys').select('key').execute()
  expect(rows).toEqual([{ key: 'k3' }])
})

test('a failure of ours is not kept', async () => {
  let fails = true
  await using flaky = await openDistrict({
    change: (deps) => ({
      ...deps,
      disconnectDevice: (id) => {
        if (fails) throw new Error('broken')
        deps.disconnectDevice(id)
      },
    }),
  })
  const rotate = () =>
    flaky.as('administrator', 'POST', '/api/v1/devices/snow-1/rotate-token', { headers: { 'idempotency-key': 'k1' } })
  expect((await rotate()).statusCode).toBe(500)
  fails = false
  const second = await rotate()
  expect([second.statusCode, second.headers['idempotent-replayed']]).toEqual([200, undefined])
})

test.each(['', 'x'.repeat(256)])('a key of unusable length is refused', async (key) => {
  const reply = await create(key, 'snow-3')
  expect(problemIn(reply)).toMatchObject({ code: 'request-invalid', problems: [{ field: 'Idempotency-Key' }] })
})
