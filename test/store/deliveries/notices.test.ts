import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveChannels } from '../../../src/store/channels/save-channels.ts'
import type { Trx } from '../../../src/store/database.ts'
import { claimDueDeliveries } from '../../../src/store/deliveries/claim-due-deliveries.ts'
import type { DeliveryType, NoticeBody } from '../../../src/store/deliveries/delivery.ts'
import { enqueueNotice } from '../../../src/store/deliveries/enqueue-notice.ts'
import { findDelivery } from '../../../src/store/deliveries/find-delivery.ts'
import { addContractor, type ControlDatabase, openControlDatabase, START_MS } from '../../deliver/fixture.ts'

const WAIT_MS = 15_000
let database: ControlDatabase

beforeEach(async () => {
  database = await openControlDatabase()
  await addContractor(database.db, 'c1', null)
  await saveChannels(database.db, [{ name: 'sms', waitMs: WAIT_MS, publicKey: null }], START_MS)
})
afterEach(() => database[Symbol.asyncDispose]())

interface Change {
  target?: string
  type?: DeliveryType
  callOutId?: string | null
  orderId?: string
  nowMs?: number
}

function notify(change: Change = {}): Promise<string> {
  const { target = 'sms:c1', type = 'offer.created', callOutId = 'call_1', orderId = 'o', nowMs = START_MS } = change
  const point = { authorityId: 'aomori', contractorId: 'c1', contactPointId: null, channel: 'sms', target } as const
  const item = { orderId, offerId: null, data: {} }
  const put = (trx: Trx) => enqueueNotice(trx, { point, callOutId, type, item, nowMs })
  return database.db.transaction().execute(put)
}

const itemsOf = async (id: string) =>
  (JSON.parse((await findDelivery(database.db, id))?.bodyJson ?? '') as NoticeBody).items.map((it) => it.orderId)
const claimAll = (nowMs: number) =>
  claimDueDeliveries(database.db, { workerId: 'w', channel: 'sms', nowMs, leaseMs: 60_000, limit: 99, perTarget: 99 })

test('what comes while a message waits joins it, and does not put it off', async () => {
  const id = await notify({ orderId: 'o1' })
  expect(await notify({ orderId: 'o2', nowMs: START_MS + WAIT_MS - 1 })).toBe(id)
  expect(await itemsOf(id)).toEqual(['o1', 'o2'])
  expect(await findDelivery(database.db, id)).toMatchObject({ nextAtMs: START_MS + WAIT_MS, createdAtMs: START_MS })
})

test.each<{ name: string; change: Change }>([
  { name: 'another call-out', change: { callOutId: 'call_2' } },
  { name: 'no call-out', change: { callOutId: null } },
  { name: 'another kind', change: { type: 'order.withdrawn' } },
  { name: 'somebody else', change: { target: 'sms:c2' } },
])('$name is a message of its own', async ({ change }) => {
  const id = await notify()
  expect(await notify(change)).not.toBe(id)
})

test('nothing joins a message that is being sent, or was tried', async () => {
  const id = await notify()
  expect(await claimAll(START_MS + WAIT_MS)).toHaveLength(1)
  expect(await notify({ nowMs: START_MS + WAIT_MS })).not.toBe(id)
  await database.db.updateTable('deliveries').set({ lease_owner: null, lease_until_at: null, attempts: 1 }).execute()
  expect(await notify({ nowMs: START_MS + WAIT_MS })).not.toBe(id)
})

test('a message holds a hundred; then another begins, and nothing is lost', async () => {
  const ids = new Set<string>()
  for (let i = 0; i < 150; i++) ids.add(await notify({ orderId: `o${i}` }))
  expect(ids.size).toBe(2)
  const all = (await Promise.all([...ids].map(itemsOf))).flat()
  expect(all.toSorted()).toEqual(Array.from({ length: 150 }, (_, i) => `o${i}`).toSorted())
})

test('a test message waits for nobody and is joined by nobody', async () => {
  const first = await notify({ type: 'ping', callOutId: null })
  expect(await notify({ type: 'ping', callOutId: null })).not.toBe(first)
  expect(await findDelivery(database.db, first)).toMatchObject({ nextAtMs: START_MS })
})
