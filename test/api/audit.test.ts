import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY_MS } from '../../src/domain/time.ts'
import { recordKeyUse } from '../../src/store/events/record-key-use.ts'
import { verifyChain } from '../../src/store/events/verify-chain.ts'
import { type Caller, type District, openDistrict, START_MS } from './fixture.ts'

let district: District

beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

interface Item {
  readonly id: number
  readonly type: string
  readonly actor: string
  readonly subject: string
  readonly data: Record<string, unknown>
  readonly prevHash: string
  readonly hash: string
}

const audit = async (caller: Caller = 'officer') =>
  ((await district.as(caller, 'GET', '/api/v1/audit')).json() as { items: Item[] }).items
const head = async () =>
  (await district.as('officer', 'GET', '/api/v1/audit/head')).json() as { id: number; hash: string }
const uses = async () => (await audit()).filter((it) => it.type === 'api-key.used')
const forgetUses = () => district.db.updateTable('api_keys').set({ use_recorded_at: null }).execute()
const keyIdOf = (caller: Caller) => `key_${district.keys[caller].split('_')[1]}`

test('every item carries its place in the chain, and the head is the newest one', async () => {
  expect(await head()).toEqual({ id: 0, hash: '0'.repeat(64) })
  await district.raise('honcho', 'requested')
  const items = await audit()
  expect(items.map((it) => it.type)).toEqual(['order.requested', 'offer.created'])
  expect(items[1]?.prevHash).toBe(items[0]?.hash)
  expect(await head()).toEqual({ id: items[1]?.id, hash: items[1]?.hash })
  expect(await verifyChain(district.db, { expectHash: items[1]?.hash ?? '' })).toMatchObject({
    broken: null,
    expected: { id: 2 },
  })
})

test('an authority sees its own items; the chain goes through them all', async () => {
  await district.raise('honcho', 'requested')
  await district.as('neighbour', 'POST', '/api/v1/devices', { body: { id: 'snow-10', surface: 'roadside' } })
  expect((await audit()).map((it) => it.id)).toEqual([1, 2])
  const [theirs] = await audit('neighbour')
  expect(theirs).toMatchObject({ id: 3, type: 'device.created', prevHash: (await audit())[1]?.hash })
  expect(await head()).toEqual({ id: 3, hash: theirs?.hash })
})

test.each(['viewer', 'contractor', 'gateway'] as const)('the head is not for a %s', async (role) => {
  expect((await district.as(role, 'GET', '/api/v1/audit/head')).statusCode).toBe(403)
})

test('a withdrawal carries who and why, the offer’s too', async () => {
  const order = await district.raise('honcho', 'requested')
  await district.as('officer', 'POST', `/api/v1/orders/${order.id}/withdraw`, { body: { reason: '雪が止んだ' } })
  const actor = `api-key:${keyIdOf('officer')}`
  const [, offer, ...later] = await audit()
  expect(later).toMatchObject([
    { type: 'order.withdrawn', subject: order.id, actor, data: { from: 'requested', reason: '雪が止んだ' } },
    { type: 'offer.withdrawn', subject: offer?.subject, actor, data: { orderId: order.id, reason: '雪が止んだ' } },
  ])
})

test('a rejection and an approval carry who and why', async () => {
  const rejected = await district.raise('hamamachi', 'proposed')
  await district.as('officer', 'POST', `/api/v1/orders/${rejected.id}/reject`, { body: { reason: '雨に変わる' } })
  const approved = await district.raise('honcho', 'proposed')
  await district.as('officer', 'POST', `/api/v1/orders/${approved.id}/approve`, { body: { reason: '通学路' } })
  const actor = `api-key:${keyIdOf('officer')}`
  expect(await audit()).toMatchObject([
    { type: 'order.proposed', subject: rejected.id },
    { type: 'order.rejected', subject: rejected.id, actor, data: { from: 'proposed', reason: '雨に変わる' } },
    { type: 'order.proposed', subject: approved.id },
    { type: 'order.requested', subject: approved.id, actor, data: { from: 'proposed', reason: '通学路' } },
    { type: 'offer.created' },
  ])
})

test('a changed criterion tells from which version to which', async () => {
  const body = {
    scope: { kind: 'authority' },
    mode: 'support',
    level: 'dispatch',
    rule: { kind: 'threshold', measure: 'depth', triggerCm: 8 },
  }
  const put = (id: string, headers: Record<string, string>) =>
    district.as('officer', 'PUT', `/api/v1/criteria/${id}`, { body, headers })
  expect((await put('night', { 'if-match': '"v1"' })).statusCode).toBe(200)
  expect((await put('day', { 'if-none-match': '*' })).statusCode).toBe(201)
  // the same once more is no change
  expect((await put('day', { 'if-match': '"v1"' })).statusCode).toBe(200)
  expect((await audit()).map((it) => [it.subject, it.data.fromVersion, it.data.toVersion])).toEqual([
    ['night', 1, 2],
    ['day', null, 1],
  ])
})

test('the use of a key is journalled once a day, with its id and never with the key', async () => {
  await forgetUses()
  await Promise.all(Array.from({ length: 5 }, () => district.as('viewer', 'GET', '/api/v1/routes')))
  await district.as('contractor', 'GET', '/api/v1/offers')
  await expect.poll(uses).toHaveLength(3)
  const [viewer, contractor, officer] = [keyIdOf('viewer'), keyIdOf('contractor'), keyIdOf('officer')]
  const used = await uses()
  expect(used.map((it) => it.subject).sort()).toEqual([viewer, contractor, officer].sort())
  expect(used.find((it) => it.subject === viewer)).toMatchObject({
    actor: `api-key:${viewer}`,
    data: { role: 'viewer' },
  })
  const secrets = Object.values(district.keys).map((it) => it.split('_').slice(2).join('_'))
  const text = JSON.stringify(await audit())
  for (const secret of secrets) expect(text).not.toContain(secret)

  await district.clock.sleepUntil(START_MS + DAY_MS)
  await district.as('viewer', 'GET', '/api/v1/routes')
  await expect.poll(async () => (await uses()).filter((it) => it.subject === viewer).length).toBe(2)
  expect(await verifyChain(district.db)).toMatchObject({ broken: null })
})

test('of two processes one journals a key’s day', async () => {
  await forgetUses()
  const role = 'viewer'
  const use = { keyId: keyIdOf(role), authorityId: 'aomori', role, contractorId: null, atMs: START_MS }
  const record = (atMs: number) => district.db.transaction().execute((trx) => recordKeyUse(trx, { ...use, atMs }))
  expect(await record(START_MS)).toBe(true)
  expect(await record(START_MS + 60_000)).toBe(false)
  // 17:00 UTC: the UTC day is over seven hours later
  expect(await record(START_MS + 7 * 3_600_000 - 1)).toBe(false)
  expect(await record(START_MS + 7 * 3_600_000)).toBe(true)
})

test('an unknown key and a public page are no use of a key', async () => {
  await forgetUses()
  await district.as('yk_nobody', 'GET', '/api/v1/routes')
  await district.as(null, 'GET', '/livez')
  await district.as('officer', 'GET', '/api/v1/audit')
  await expect.poll(uses).toHaveLength(1)
})

test('who hangs up has used the key all the same', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<never>()
  await using slow = await openDistrict({
    change: (deps) => ({
      ...deps,
      routeState: () => {
        asked.resolve()
        return answer.promise
      },
    }),
  })
  await slow.db.updateTable('api_keys').set({ use_recorded_at: null }).execute()
  const url = await slow.app.listen({ host: '127.0.0.1', port: 0 })
  const hangUp = new AbortController()
  const headers = { authorization: `Bearer ${slow.keys.viewer}` }
  const request = fetch(`${url}/api/v1/routes/honcho/state`, { headers, signal: hangUp.signal })
  await asked.promise
  hangUp.abort()
  await expect(request).rejects.toThrow()
  const used = () => slow.db.selectFrom('events').select('subject').where('type', '=', 'api-key.used').execute()
  await expect.poll(used).toHaveLength(1)
  answer.reject(new Error('too late'))
})

test('requests are answered while the journal cannot be written, and it is tried again a minute later', async () => {
  await forgetUses()
  await district.db.schema.alterTable('api_keys').renameColumn('use_recorded_at', 'away').execute()
  expect((await district.as('officer', 'GET', '/api/v1/audit')).statusCode).toBe(200)
  const failures = () => district.logged.filter((it) => it.includes('could not be journalled')).length
  await expect.poll(failures).toBe(1)
  await district.db.schema.alterTable('api_keys').renameColumn('away', 'use_recorded_at').execute()
  expect((await district.as('officer', 'GET', '/api/v1/audit')).statusCode).toBe(200)
  await district.clock.sleepUntil(START_MS + 60_000)
  await district.as('officer', 'GET', '/api/v1/audit')
  await expect.poll(uses).toHaveLength(1)
  expect(failures()).toBe(1)
})
