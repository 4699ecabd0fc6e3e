import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimDueDeliveries } from '../../../src/store/deliveries/claim-due-deliveries.ts'
import type { ClaimedDelivery } from '../../../src/store/deliveries/delivery.ts'
import { disableEndpoint } from '../../../src/store/deliveries/disable-endpoint.ts'
import { findEndpoint } from '../../../src/store/deliveries/find-endpoint.ts'
import { type DeliveryResult, finishDelivery } from '../../../src/store/deliveries/finish-delivery.ts'
import { listDeliveries } from '../../../src/store/deliveries/list-deliveries.ts'
import { markOfferDelivered } from '../../../src/store/deliveries/mark-offer-delivered.ts'
import { nextDueAt } from '../../../src/store/deliveries/next-due-at.ts'
import { requeueDelivery } from '../../../src/store/deliveries/requeue-delivery.ts'
import {
  addContractor,
  addOffer,
  type ControlDatabase,
  enqueue,
  openControlDatabase,
  SECRET,
  START_MS,
} from '../../deliver/fixture.ts'

const LEASE_MS = 60_000
let database: ControlDatabase

beforeEach(async () => {
  database = await openControlDatabase()
  await addContractor(database.db, 'c1', 'https://one.example/hook')
  await addContractor(database.db, 'c2', 'https://two.example/hook')
})

afterEach(() => database[Symbol.asyncDispose]())

function claim(options: {
  nowMs?: number
  workerId?: string
  limit?: number
  perTarget?: number
  room?: Map<string, number>
}): Promise<ClaimedDelivery[]> {
  const defaults = {
    workerId: 'w1',
    nowMs: START_MS,
    leaseMs: LEASE_MS,
    limit: 100,
    perTarget: 100,
    channel: 'webhook' as const,
  }
  return claimDueDeliveries(database.db, { ...defaults, ...options })
}

async function claimOne(nowMs = START_MS): Promise<ClaimedDelivery> {
  const [one] = await claim({ nowMs, limit: 1 })
  if (one === undefined) throw new Error('nothing is due')
  return one
}

const finish = (one: ClaimedDelivery, result: DeliveryResult, nowMs = START_MS + 1000) =>
  finishDelivery(database.db, { id: one.id, lease: one.lease, nowMs, result })

const only = async () => (await listDeliveries(database.db, { limit: 2 }))[0]

describe('enqueueDelivery', () => {
  test('the body is what the contractor will get', async () => {
    const id = await enqueue(database.db, 'c1', { offerId: 'offer1' })
    const row = await only()
    expect(row).toMatchObject({ id, state: 'pending', attempts: 0, type: 'offer.created', nextAtMs: START_MS })
    expect(JSON.parse(row?.bodyJson ?? '')).toEqual({
      type: 'offer.created',
      timestamp: '2026-01-20T17:00:00.000Z',
      data: { offerId: 'offer1' },
    })
  })

  test.each([
    { name: 'no URL', change: { webhook_url: null } },
    { name: 'an empty URL', change: { webhook_url: '' } },
    { name: 'an endpoint switched off', change: { webhook_disabled_at: START_MS } },
  ])('no row for $name', async ({ change }) => {
    await database.db.updateTable('contractors').set(change).where('id', '=', 'c1').execute()
    expect(await enqueue(database.db, 'c1')).toBe('')
    expect(await only()).toBeUndefined()
  })
})

describe('findEndpoint', () => {
  test('both secrets of a rotation', async () => {
    await addContractor(database.db, 'c3', 'https://three.example/', `${SECRET} whsec_old`)
    expect(await findEndpoint(database.db, 'c3')).toEqual({
      url: 'https://three.example/',
      secrets: [SECRET, 'whsec_old'],
    })
    expect(await findEndpoint(database.db, 'nobody')).toBeUndefined()
  })
})

describe('claimDueDeliveries', () => {
  test('what is due, longest due first, until the limit', async () => {
    const late = await enqueue(database.db, 'c1', { nowMs: START_MS + 2 })
    const early = await enqueue(database.db, 'c2', { nowMs: START_MS + 1 })
    await enqueue(database.db, 'c1', { nowMs: START_MS + 100 })
    const claimed = await claim({ nowMs: START_MS + 2 })
    expect(claimed.map((it) => it.id)).toEqual([early, late])
    expect(claimed[0]?.lease).toEqual({ owner: 'w1', untilMs: START_MS + 2 + LEASE_MS })
  })

  test('a leased one is free again once the lease lapses', async () => {
    const id = await enqueue(database.db, 'c1')
    await claim({ workerId: 'dead' })
    expect(await claim({ workerId: 'w2', nowMs: START_MS + LEASE_MS - 1 })).toEqual([])
    const [taken] = await claim({ workerId: 'w2', nowMs: START_MS + LEASE_MS })
    expect(taken).toMatchObject({ id, lease: { owner: 'w2' } })
  })

  test('a contractor with many does not crowd out the others', async () => {
    for (let i = 0; i < 8; i++) await enqueue(database.db, 'c1', { nowMs: START_MS - 100 + i })
    await enqueue(database.db, 'c2')
    const claimed = await claim({ limit: 5, perTarget: 4 })
    expect(claimed.map((it) => it.contractorId)).toEqual(['c1', 'c1', 'c1', 'c1', 'c2'])
  })

  test.each([
    { room: 0, want: ['c2'] },
    { room: 1, want: ['c1', 'c2'] },
    { room: 3, want: ['c1', 'c1', 'c1', 'c2'] },
  ])('room $room for one contractor', async ({ room, want }) => {
    for (let i = 0; i < 4; i++) await enqueue(database.db, 'c1', { nowMs: START_MS - 9 + i })
    await enqueue(database.db, 'c2')
    const claimed = await claim({ perTarget: 4, room: new Map([['webhook:c1', room]]) })
    expect(claimed.map((it) => it.contractorId)).toEqual(want)
  })

  test('claims made at once never share a delivery', async () => {
    const ids = new Set<string>()
    for (let i = 0; i < 20; i++) ids.add(await enqueue(database.db, 'c1'))
    const claimed: string[] = []
    for (let round = 0; round < 6; round++) {
      const both = await Promise.all(['w1', 'w2'].map((workerId) => claim({ workerId, limit: 7 })))
      claimed.push(...both.flat().map((it) => it.id))
    }
    expect(claimed).toHaveLength(20)
    expect(new Set(claimed)).toEqual(ids)
  })
})

describe('finishDelivery', () => {
  test.each([
    {
      result: { kind: 'delivered', status: 200 } as const,
      want: { state: 'delivered', attempts: 1, lastStatus: 200, lastError: null, deliveredAtMs: START_MS + 1000 },
    },
    {
      result: { kind: 'retry', atMs: START_MS + 5000, status: 500, why: 'answered 500' } as const,
      want: { state: 'pending', attempts: 1, lastStatus: 500, nextAtMs: START_MS + 5000, deliveredAtMs: null },
    },
    {
      result: { kind: 'failed', status: null, why: 'no route' } as const,
      want: { state: 'failed', attempts: 1, lastStatus: null, lastError: 'no route' },
    },
    {
      result: { kind: 'disabled', status: 410, why: 'gone' } as const,
      want: { state: 'disabled', attempts: 1, lastStatus: 410 },
    },
  ])('$result.kind', async ({ result, want }) => {
    await enqueue(database.db, 'c1')
    expect(await finish(await claimOne(), result)).toBe(true)
    expect(await only()).toMatchObject(want)
    expect(await claim({})).toEqual([])
  })

  test('an error text is kept short', async () => {
    await enqueue(database.db, 'c1')
    await finish(await claimOne(), { kind: 'failed', status: null, why: 'x'.repeat(10_000) })
    expect((await only())?.lastError).toHaveLength(500)
  })

  test('only by the holder of the lease, and once', async () => {
    await enqueue(database.db, 'c1')
    const first = await claimOne()
    const second = await claimOne(START_MS + LEASE_MS)
    const delivered = { kind: 'delivered', status: 200 } as const
    expect(await finish(first, delivered)).toBe(false)
    expect((await only())?.state).toBe('pending')
    expect(await finish(second, delivered)).toBe(true)
    expect(await finish(second, { kind: 'failed', status: 500, why: 'late' })).toBe(false)
    expect(await only()).toMatchObject({ state: 'delivered', attempts: 1 })
  })
})

describe('nextDueAt', () => {
  test('earliest own time or lapse of a lease', async () => {
    expect(await nextDueAt(database.db)).toBeUndefined()
    await enqueue(database.db, 'c1')
    expect(await nextDueAt(database.db)).toBe(START_MS)
    const one = await claimOne()
    expect(await nextDueAt(database.db)).toBe(START_MS + LEASE_MS)
    await enqueue(database.db, 'c2', { nowMs: START_MS + 5 })
    expect(await nextDueAt(database.db)).toBe(START_MS + 5)
    expect(await nextDueAt(database.db, { targets: ['webhook:c2'] })).toBe(START_MS + LEASE_MS)
    await finish(one, { kind: 'delivered', status: 200 })
    expect(await nextDueAt(database.db, { targets: ['webhook:c2'] })).toBeUndefined()
  })

  test('law: a claim at that time finds something, a moment before nothing', async () => {
    const step = fc.record({
      kind: fc.constantFrom('enqueue', 'claim', 'retry'),
      afterMs: fc.integer({ min: 0, max: 90_000 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await database.db.deleteFrom('deliveries').execute()
        let nowMs = START_MS
        for (const { kind, afterMs } of steps) {
          nowMs += afterMs
          if (kind === 'enqueue') await enqueue(database.db, 'c1', { nowMs })
          const [one] = kind === 'enqueue' ? [] : await claim({ nowMs, limit: 1 })
          const retry = { kind: 'retry', atMs: nowMs + afterMs, status: 500, why: '' } as const
          if (one !== undefined && kind === 'retry') await finish(one, retry)
        }
        const dueAtMs = await nextDueAt(database.db)
        if (dueAtMs === undefined) return
        expect(await claim({ nowMs: dueAtMs - 1 })).toEqual([])
        expect(await claim({ nowMs: dueAtMs })).not.toEqual([])
      }),
      { numRuns: 15 },
    )
  })
})

describe('disableEndpoint', () => {
  const disable = (url: string) =>
    database.db
      .transaction()
      .execute((trx) => disableEndpoint(trx, { contractorId: 'c1', url, why: 'gone', nowMs: START_MS }))

  test('its pending deliveries rest, others go on', async () => {
    await enqueue(database.db, 'c1')
    await finish(await claimOne(), { kind: 'delivered', status: 200 })
    await enqueue(database.db, 'c1')
    const other = await enqueue(database.db, 'c2')
    expect(await disable('https://one.example/hook')).toBe('aomori')
    const states = (await listDeliveries(database.db, { contractorId: 'c1', limit: 9 })).map((it) => it.state)
    expect(states.sort()).toEqual(['delivered', 'disabled'])
    expect((await claim({})).map((it) => it.id)).toEqual([other])
    expect(await findEndpoint(database.db, 'c1')).toBeUndefined()
    expect(await disable('https://one.example/hook')).toBeUndefined()
  })

  test('an endpoint that moved meanwhile stays in use', async () => {
    await enqueue(database.db, 'c1')
    expect(await disable('https://former.example/hook')).toBeUndefined()
    expect((await only())?.state).toBe('pending')
  })
})

describe('requeueDelivery', () => {
  test.each([
    { kind: 'delivered', status: 200 } as const,
    { kind: 'failed', status: 500, why: 'given up' } as const,
    { kind: 'disabled', status: 410, why: 'gone' } as const,
  ])('after $kind it is due now, under the same id', async (result) => {
    const id = await enqueue(database.db, 'c1')
    await finish(await claimOne(), result)
    const nowMs = START_MS + 1e8
    expect(await requeueDelivery(database.db, id, nowMs)).toMatchObject({
      id,
      state: 'pending',
      attempts: 0,
      nextAtMs: nowMs,
      deliveredAtMs: null,
    })
    expect((await claimOne(nowMs)).id).toBe(id)
  })

  test('a result under way is no longer recorded', async () => {
    const id = await enqueue(database.db, 'c1')
    const one = await claimOne()
    await requeueDelivery(database.db, id, START_MS)
    expect(await finish(one, { kind: 'delivered', status: 200 })).toBe(false)
  })

  test('unknown', async () => {
    await expect(requeueDelivery(database.db, 'msg_none', START_MS)).rejects.toMatchObject({ code: 'not-found' })
  })
})

test('listDeliveries: newest first, by contractor, order and authority, in pages', async () => {
  const ids: string[] = []
  for (let i = 0; i < 4; i++) ids.push(await enqueue(database.db, i % 2 ? 'c2' : 'c1', { nowMs: START_MS + i }))
  const list = async (filter: object) =>
    (await listDeliveries(database.db, { limit: 10, ...filter })).map((it) => ids.indexOf(it.id))
  expect(await list({})).toEqual([3, 2, 1, 0])
  expect(await list({ contractorId: 'c1' })).toEqual([2, 0])
  expect(await list({ limit: 2, before: ids[3] })).toEqual([2, 1])
  expect(await list({ orderId: 'order1' })).toHaveLength(4)
  expect(await list({ orderId: 'order2' })).toEqual([])
  expect(await list({ authorityId: 'aomori' })).toHaveLength(4)
  expect(await list({ authorityId: 'elsewhere' })).toEqual([])
})

test('markOfferDelivered: the first time only', async () => {
  await addOffer(database.db, 'offer1', 'c1')
  const mark = (nowMs: number) => database.db.transaction().execute((trx) => markOfferDelivered(trx, 'offer1', nowMs))
  expect(await mark(START_MS)).toEqual({ authorityId: 'aomori', contractorId: 'c1', orderId: 'order1' })
  expect(await mark(START_MS + 1)).toBeUndefined()
  const row = await database.db.selectFrom('offers').select('delivered_at').executeTakeFirst()
  expect(row?.delivered_at).toBe(START_MS)
})
