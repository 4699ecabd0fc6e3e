import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Board } from '../../src/api/board/board-schema.ts'
import { HOUR_MS, MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { saveDeviceState } from '../../src/store/device-states/save-device-state.ts'
import { saveLatch } from '../../src/store/latches/save-latch.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const board = async (caller: string = 'officer'): Promise<Board> => {
  const reply = await district.as(caller, 'GET', '/api/v1/board')
  expect(reply.statusCode).toBe(200)
  return reply.json()
}

test('an empty board says so, and what it rests on', async () => {
  const { toAct, head, orders, sensors, unknownRoutes, messages, forecast, quietSince, nightFrom } = await board()
  expect(toAct).toBe(0)
  expect(orders).toEqual({ totals: { alarm: 0, proposal: 0, late: 0, recall: 0, offer: 0 }, items: [] })
  expect([unknownRoutes.total, messages?.items]).toEqual([0, []])
  // nothing was ever heard: that is not the same as nothing being wrong
  expect(sensors.items.map((it) => [it.deviceId, it.trouble, it.since])).toEqual([
    ['snow-1', 'never-seen', null],
    ['snow-2', 'never-seen', null],
  ])
  expect(forecast.state).toBe('none')
  expect(quietSince).toBeNull()
  expect(head.sensors).toEqual({ total: 2, heard: 0 })
  // 02:00 on the 21st in Aomori: the night began at noon on the 20th
  expect(nightFrom).toBe('2026-01-20T03:00:00.000Z')
})

test('a proposal shows why, until when, and who would be asked first', async () => {
  const order = await district.raise('honcho', 'proposed')
  const { toAct, orders, head } = await board()
  expect([toAct, orders.totals.proposal, head.dispatch.proposed]).toEqual([1, 1, 1])
  expect(orders.items[0]).toMatchObject({
    kind: 'proposal',
    severity: 'serious',
    orderId: order.id,
    routeName: '本町線',
    blockName: '第一工区',
    startBy: '2026-01-20T21:20:00.000Z',
    actBy: '2026-01-20T21:20:00.000Z',
    condition: { status: 'unknown', depthCm: null, why: 'never-reported' },
    next: { id: 'kita', name: '北建設', phone: '017-000-0000', rank: 1 },
    asked: null,
  })
})

test('a proposal near its latest start comes before everything that can wait', async () => {
  const far = await district.raise('hamamachi', 'proposed')
  const near = await district.raise('honcho', 'proposed')
  const startByMs = START_MS + 20 * MINUTE_MS
  await district.db.updateTable('orders').set({ start_by_at: startByMs }).where('id', '=', near.id).execute()
  const { orders } = await board()
  expect(orders.items.map((it) => [it.orderId, it.severity])).toEqual([
    [near.id, 'critical'],
    [far.id, 'serious'],
  ])
})

test('an unanswered offer shows who is asked, how long he has, and who is next', async () => {
  await district.raise('honcho', 'requested')
  const { orders, toAct, quietSince } = await board()
  expect(toAct).toBe(0)
  expect(quietSince).toBeNull()
  expect(orders.items[0]).toMatchObject({
    kind: 'offer',
    severity: 'notice',
    asked: { firm: { id: 'kita', rank: 1 }, respondBy: toIso(START_MS + 10 * MINUTE_MS), readAt: null },
    actBy: toIso(START_MS + 10 * MINUTE_MS),
    next: { id: 'minami', rank: 2 },
  })
})

test('an order that nobody can take is an alarm with its reason', async () => {
  await district.raise('hamamachi', 'requested')
  const { orders, toAct } = await board()
  expect(toAct).toBe(1)
  expect(orders.items[0]).toMatchObject({ kind: 'alarm', severity: 'critical', next: null })
  expect(orders.items[0]?.why[0]).toEqual({ ja: '当番表に事業者がいない', en: 'No contractor is on the roster' })
})

test('an order that a crew has is on the board only while its deadline or its need is in question', async () => {
  const order = await district.raise('honcho', 'requested')
  const [offer] = (await district.as('contractor', 'GET', '/api/v1/offers')).json().items
  await district.as('contractor', 'POST', `/api/v1/offers/${offer.id}/accept`, { body: {} })
  expect((await board()).orders.items).toEqual([])
  expect((await board()).quietSince).toBe(toIso(START_MS))
  const set = (change: object) => district.db.updateTable('orders').set(change).where('id', '=', order.id).execute()
  await set({ no_longer_needed_at: START_MS })
  expect((await board()).orders.items[0]).toMatchObject({ kind: 'recall', severity: 'notice', crew: { id: 'kita' } })
  await set({ deadline_state: 'at-risk' })
  expect((await board()).orders.items[0]).toMatchObject({ kind: 'late', severity: 'serious' })
  await set({ deadline_state: 'missed' })
  const [late] = (await board()).orders.items
  expect(late).toMatchObject({ kind: 'late', severity: 'critical' })
  expect(late?.why[0]?.en).toBe('The deadline can no longer be met')
})

const latch = (result: string, reasons: readonly string[], active = false, version = 1) =>
  district.db.transaction().execute((trx) =>
    saveLatch(trx, 'night', 'honcho', {
      active,
      sinceMs: START_MS - HOUR_MS,
      clearingSinceMs: null,
      fingerprint: JSON.stringify([version, result, reasons]),
      orderId: null,
    }),
  )

test('what a criterion cannot tell, and the sensors it doubts, are told', async () => {
  await latch('unknown', ['sensor-fault:snow-1', 'too-few-sensors'])
  const { unknownRoutes, sensors, head } = await board()
  expect(unknownRoutes.items).toMatchObject([{ routeId: 'honcho', since: toIso(START_MS - HOUR_MS) }])
  expect(sensors.items).toMatchObject([
    { deviceId: 'snow-1', trouble: 'suspect', routeName: '本町線' },
    { deviceId: 'snow-2', trouble: 'never-seen', routeName: '浜町線' },
  ])
  expect([head.routesUnknown, head.routesAboveTrigger]).toEqual([1, 0])
  await latch('hold', ['below-trigger'], true)
  expect((await board()).head).toMatchObject({ routesUnknown: 0, routesAboveTrigger: 1 })
  // a judgement by a version that has been replaced says nothing any more
  await latch('unknown', ['too-few-sensors'], true, 7)
  expect((await board()).head).toMatchObject({ routesUnknown: 0, routesAboveTrigger: 0 })
})

test('what nothing judges is counted apart: no criterion in force, or no sensor to judge by', async () => {
  const { db } = district
  const counts = async () => {
    const { sensors, unknownRoutes } = await board()
    return [sensors.total, sensors.unwatched, unknownRoutes.withoutSensors, unknownRoutes.withoutCriterion]
  }
  expect(await counts()).toEqual([2, 0, 0, 0])
  await db.updateTable('devices').set({ route_id: 'honcho' }).where('id', '=', 'snow-2').execute()
  expect(await counts()).toEqual([2, 0, 1, 0])
  await db.updateTable('criterion_versions').set({ effective_from: '2026-02-01' }).execute()
  expect(await counts()).toEqual([0, 2, 0, 2])
})

test('silent sensors are grouped by block; one under maintenance is no trouble', async () => {
  await district.db.transaction().execute(async (trx) => {
    for (const deviceId of ['snow-1', 'snow-2', 'snow-9']) {
      const state = { deviceId, status: 'offline', battery: 'ok', clock: 'ok', evidence: {} } as const
      await saveDeviceState(trx, { ...state, sinceMs: START_MS - HOUR_MS, updatedAtMs: START_MS })
    }
  })
  const before = (await board()).sensors
  expect(before.items.map((it) => it.deviceId)).toEqual(['snow-1', 'snow-2'])
  expect(before.blocks.map((it) => [it.blockName, it.count])).toEqual([
    ['第一工区', 1],
    ['第二工区', 1],
  ])
  const body = { target: { kind: 'device', device: 'snow-1' }, to: toIso(START_MS + HOUR_MS), reason: '交換作業' }
  expect((await district.as('officer', 'POST', '/api/v1/silences', { body })).statusCode).toBe(201)
  const { sensors, silences } = await board()
  expect(sensors.items.map((it) => it.deviceId)).toEqual(['snow-2'])
  expect(silences.items).toMatchObject([{ scope: 'device:snow-1', reason: '交換作業' }])
})

test('a message that did not arrive is shown until the question is answered', async () => {
  await district.raise('honcho', 'requested')
  await district.db.updateTable('deliveries').set({ state: 'failed', last_error: 'timeout' }).execute()
  const { messages } = await board()
  expect(messages?.items).toMatchObject([{ type: 'offer.created', contractorName: '北建設', error: 'timeout' }])
  const [offer] = (await district.as('officer', 'GET', '/api/v1/offers')).json().items
  const body = { answer: 'accepted', reason: '電話で確認' }
  await district.as('officer', 'POST', `/api/v1/offers/${offer.id}/record-answer`, { body })
  expect((await board()).messages?.items.filter((it) => it.type === 'offer.created')).toEqual([])
})

test('a viewer sees no telephone numbers and no messages; a contractor no board', async () => {
  await district.raise('honcho', 'proposed')
  const seen = await board('viewer')
  expect(seen.orders.items[0]?.next).toMatchObject({ name: '北建設', phone: null })
  expect(seen.messages).toBeNull()
  for (const caller of ['contractor', 'gateway']) {
    const reply = await district.as(caller, 'GET', '/api/v1/board')
    expect([reply.statusCode, problemIn(reply).code]).toEqual([403, 'forbidden'])
  }
})

test("another authority's orders and sensors are not on the board", async () => {
  await district.raise('honcho', 'proposed')
  await latch('unknown', ['sensor-fault:snow-1'])
  const theirs = await board('neighbour')
  expect(theirs.orders.items).toEqual([])
  expect([theirs.head.routesUnknown, theirs.sensors.total, theirs.head.sensors.total]).toEqual([0, 0, 1])
  expect([theirs.sensors.unwatched, theirs.unknownRoutes.withoutCriterion]).toEqual([1, 1])
})

test('lists are bounded and tell their totals', async () => {
  const { db } = district
  const road = { authority_id: 'aomori', block_id: 'aomori-1', road_class: 'bus', length_m: 1, plow_minutes: 1 }
  for (let index = 0; index < 40; index++) {
    const id = `r${index}`
    await db
      .insertInto('routes')
      .values({ id, name: id, deadline: null, geometry_json: null, ...road })
      .execute()
    await district.raise(id, 'proposed')
  }
  const { orders, toAct } = await board()
  expect([orders.totals.proposal, orders.items.length, toAct]).toEqual([40, 30, 40])
})

test('whom the roster would ask for an order, and why not the others', async () => {
  const order = await district.raise('honcho', 'requested')
  const url = `/api/v1/orders/${order.id}/candidates`
  const { items } = (await district.as('officer', 'GET', url)).json()
  expect(items).toMatchObject([
    { contractorId: 'minami', standing: 'next', rank: 2, phone: '017-000-0000', why: null },
    { contractorId: 'kita', standing: 'asked', rank: 1, why: { en: 'Asked already' } },
  ])
  expect((await district.as('viewer', 'GET', url)).statusCode).toBe(403)
  expect((await district.as('contractor', 'GET', url)).statusCode).toBe(403)
  expect((await district.as('neighbour', 'GET', url)).statusCode).toBe(404)
})

test('those who ask at once share one reading; whatever changes shows in the next', async () => {
  const [first, second] = await Promise.all([board(), board('administrator')])
  expect(second).toEqual(first)
  await district.raise('honcho', 'proposed')
  expect((await board()).toAct).toBe(1)
  expect((await board('viewer')).messages).toBeNull()
})

test('every sensor that sends what cannot be read is named, however much another sends', async () => {
  const about = { kind: 'reading', codec: 'json', payloadFormat: null, topic: 't' } as const
  const sent = (deviceId: string, text: string, receivedAtMs: number) => {
    const payload = Buffer.from(text)
    return { ...about, deviceId, receivedAtMs, payload, sizeBytes: payload.length }
  }
  await district.db.transaction().execute(async (trx) => {
    for (const deviceId of ['snow-1', 'snow-2']) {
      const state = { deviceId, status: 'ok', battery: 'ok', clock: 'ok', evidence: {} } as const
      await saveDeviceState(trx, { ...state, sinceMs: START_MS, updatedAtMs: START_MS })
    }
  })
  const flood = [...Array(80).keys()].map((nth) => sent('snow-2', `{flood ${nth}`, START_MS + nth))
  await district.readings.append([sent('snow-1', '{torn', START_MS - MINUTE_MS), ...flood])
  await district.readings.settled()
  const { sensors } = await board()
  expect(sensors.items.filter((it) => it.trouble === 'quarantined').map((it) => [it.deviceId, it.since])).toEqual([
    ['snow-1', toIso(START_MS - MINUTE_MS)],
    ['snow-2', toIso(START_MS + 79)],
  ])
})
