import { afterEach, beforeEach, expect, test } from 'vitest'
import { DECLINE_CODES } from '../../src/domain/decline.ts'
import { type Caller, type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

type Json = Record<string, unknown>
type Item = Json & { id: string }
const get = async <T>(caller: Caller, url: string) => (await district.as(caller, 'GET', `/api/v1/${url}`)).json() as T
const post = (caller: Caller, url: string, body?: object, headers?: Record<string, string>) =>
  district.as(caller, 'POST', `/api/v1/${url}`, { body, ...(headers === undefined ? {} : { headers }) })
const at = (minutes: number) => new Date(START_MS + minutes * 60_000).toISOString()
const passes = () => district.db.selectFrom('passes').select(['order_id', 'at']).orderBy('at').execute()

/** An order that kita has accepted, and time moved on by an hour. */
async function accepted(routeId = 'honcho'): Promise<string> {
  const { id } = await district.raise(routeId, 'requested')
  const [offer] = (await get<{ items: Item[] }>('contractor', `offers?order=${id}`)).items
  expect((await post('contractor', `offers/${offer?.id}/accept`)).statusCode).toBe(200)
  await district.clock.sleepUntil(START_MS + 3_600_000)
  return id
}

/** A call-out of kita over two routes, the second of them on its roster for this. */
async function twoRoutes(): Promise<{ callOut: string; orders: string[] }> {
  const none = { from_at: null, to_at: null }
  for (const [contractor_id, rank] of [
    ['kita', 1],
    ['minami', 2],
  ] as const) {
    await district.db
      .insertInto('roster')
      .values({ authority_id: 'aomori', block_id: 'aomori-2', route_id: null, contractor_id, rank, ...none })
      .execute()
  }
  const orders = [(await district.raise('honcho', 'requested')).id, (await district.raise('hamamachi', 'requested')).id]
  const [callOut] = (await get<{ items: Item[] }>('contractor', 'call-outs?open=true')).items
  return { callOut: callOut?.id ?? '', orders }
}

test('a refusal is a code, words, or both, and nothing else', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const [offer] = (await get<{ items: Item[] }>('contractor', 'offers')).items
  const decline = (body: object) => post('contractor', `offers/${offer?.id}/decline`, body)
  expect(problemIn(await decline({})).problems).toMatchObject([{ field: 'reason' }])
  expect(problemIn(await decline({ code: 'tired' })).detail).toContain(DECLINE_CODES.join(', '))
  expect((await decline({ code: 'breakdown', reason: 'グレーダ故障' })).json()).toMatchObject({
    state: 'declined',
    declineCode: 'breakdown',
    reason: 'グレーダ故障',
  })
  expect((await decline({ code: 'no-crew' })).json()).toMatchObject({ declineCode: 'breakdown' })
  const [next] = (await get<{ items: Item[] }>('rival', 'offers')).items
  expect((await post('rival', `offers/${next?.id}/decline`, { reason: '無理' })).json()).toMatchObject({
    declineCode: 'other',
  })
  expect(await get('officer', `orders/${id}`)).toMatchObject({ alarmAt: expect.any(String) })
})

test('progress is shown to those concerned, positions to those who need them', async () => {
  const id = await accepted()
  const position = { lat: 40.8246, lon: 140.74, accuracyM: 8 }
  const report = { at: at(30), percent: 60, position }
  const first = await post('contractor', `orders/${id}/progress`, report)
  expect(first.json()).toMatchObject({ at: at(30), percent: 60, position, note: null })
  expect((await post('contractor', `orders/${id}/progress`, report)).json()).toEqual(first.json())
  const other = await post('contractor', `orders/${id}/progress`, { ...report, percent: 70 })
  expect(problemIn(other).code).toBe('conflict')
  await post('officer', `orders/${id}/progress`, { at: at(40), note: '電話で確認' })

  const of = async (caller: Caller) => (await get<{ items: Json[] }>(caller, `orders/${id}/progress`)).items
  expect(await of('officer')).toMatchObject([{ position }, { note: '電話で確認', position: null }])
  expect(await of('contractor')).toMatchObject([{ position }, { position: null }])
  expect(await of('viewer')).toMatchObject([{ percent: 60, position: null }, { position: null }])
  expect((await district.as('rival', 'GET', `/api/v1/orders/${id}/progress`)).statusCode).toBe(404)
  expect(await get('officer', `orders/${id}`)).toMatchObject({ progress: { at: at(40), note: '電話で確認' } })
  const journal = JSON.stringify((await get<{ items: Json[] }>('officer', 'audit')).items)
  expect(journal).toContain('order.progressed')
  expect(journal).not.toContain('40.8246')
})

test('a report may come late, but not tell of work after the end', async () => {
  const id = await accepted()
  await post('contractor', `orders/${id}/complete`, { startedAt: at(10), finishedAt: at(50) })
  expect((await post('contractor', `orders/${id}/progress`, { at: at(20), percent: 30 })).statusCode).toBe(200)
  expect(problemIn(await post('contractor', `orders/${id}/progress`, { at: at(55), percent: 99 })).code).toBe(
    'conflict',
  )
})

test('complete with the times of the work: start set right, each pass recorded, repeats change nothing', async () => {
  const id = await accepted()
  await post('contractor', `orders/${id}/start`, { at: at(5) })
  const body = { startedAt: at(12), finishedAt: at(50), passes: [{ at: at(30) }, { at: at(50) }], note: '二往復' }
  const done = await post('contractor', `orders/${id}/complete`, body)
  const times = { startedAt: at(12), completedAt: at(50), closedReason: '二往復' }
  expect(done.json()).toMatchObject({ state: 'completed', ...times })
  expect((await post('contractor', `orders/${id}/complete`, { finishedAt: at(55) })).json()).toMatchObject(times)
  expect((await passes()).map((it) => it.at)).toEqual([START_MS + 30 * 60_000, START_MS + 50 * 60_000])
  expect(district.passes).toEqual(['honcho'])
})

test('an order whose start was never reported is started by its completion; without a start it is refused', async () => {
  const id = await accepted()
  expect(problemIn(await post('contractor', `orders/${id}/complete`, {})).code).toBe('conflict')
  const done = await post('contractor', `orders/${id}/complete`, { startedAt: at(10) })
  expect(done.json()).toMatchObject({ state: 'completed', startedAt: at(10), completedAt: at(60) })
})

test('whole seconds may name the second of acceptance', async () => {
  await district.clock.sleepUntil(START_MS + 700)
  const id = await accepted()
  const second = new Date(START_MS).toISOString()
  expect((await post('contractor', `orders/${id}/start`, { at: second })).json()).toMatchObject({
    startedAt: new Date(START_MS + 700).toISOString(),
  })
})

test('a call-out is read, answered in parts, and completed all or nothing', async () => {
  const { callOut, orders } = await twoRoutes()
  const [one = '', two = ''] = orders
  expect((await district.as('rival', 'GET', `/api/v1/call-outs/${callOut}`)).statusCode).toBe(404)
  expect((await district.as('neighbour', 'GET', `/api/v1/call-outs/${callOut}`)).statusCode).toBe(404)
  expect(await get('officer', `call-outs/${callOut}`)).toMatchObject({ readAt: null })
  const read = await get<{ items: { order: Item; offer: Item }[] }>('contractor', `call-outs/${callOut}`)
  expect(read.items.map((it) => it.order.id).toSorted()).toEqual(orders.toSorted())
  expect(read).toMatchObject({ readAt: at(0), items: [{ offer: { readAt: at(0) } }, { offer: { readAt: at(0) } }] })
  expect(await get('contractor', `orders/${one}`)).toMatchObject({ callOutId: callOut })

  expect((await post('contractor', `call-outs/${callOut}/accept`, { orders: ['order_x'] })).statusCode).toBe(404)
  const refusal = { orders: [two], code: 'no-machine' }
  expect((await post('contractor', `call-outs/${callOut}/accept`, { orders: [one] })).statusCode).toBe(200)
  expect((await post('contractor', `call-outs/${callOut}/accept`, { orders: [one] })).statusCode).toBe(200)
  expect((await post('contractor', `call-outs/${callOut}/decline`, refusal)).statusCode).toBe(200)
  expect((await get<{ items: Item[] }>('rival', 'offers?state=open')).items).toMatchObject([{ orderId: two }])

  await district.clock.sleepUntil(START_MS + 3_600_000)
  const work = (order: string, more: object = {}) => ({ order, startedAt: at(10), finishedAt: at(50), ...more })
  const complete = (routes: object[]) => post('contractor', `call-outs/${callOut}/complete`, { routes })
  expect(problemIn(await complete([work(one), work(two)])).problems).toMatchObject([{ field: 'routes.1.order' }])
  expect(problemIn(await complete([work(one), work(one)])).problems).toMatchObject([{ field: 'routes.1.order' }])
  expect(await get('officer', `orders/${one}`)).toMatchObject({ state: 'accepted' })
  const done = await complete([work(one, { passes: [{ at: at(40) }] })])
  expect(done.statusCode).toBe(200)
  expect(await get('contractor', `orders/${one}`)).toMatchObject({ state: 'completed', startedAt: at(10) })
  expect((await complete([work(one)])).statusCode).toBe(200)
  expect(await passes()).toEqual([{ order_id: one, at: START_MS + 40 * 60_000 }])
})

test('when one route of a report cannot be completed, none is', async () => {
  const { callOut, orders } = await twoRoutes()
  const [one = '', two = ''] = orders
  await post('contractor', `call-outs/${callOut}/accept`)
  await post('contractor', `orders/${one}/start`)
  await post('officer', `orders/${two}/withdraw`, { reason: '通行止め' })
  const routes = [{ order: one }, { order: two, startedAt: at(0) }]
  expect(problemIn(await post('contractor', `call-outs/${callOut}/complete`, { routes })).code).toBe('conflict')
  expect(await get('officer', `orders/${one}`)).toMatchObject({ state: 'started' })
  expect(await passes()).toEqual([])
})

test('a key narrowed to reading shows, and answers nothing', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const { createApiKey } = await import('../../src/store/api-keys/create-api-key.ts')
  const who = { authorityId: 'aomori', role: 'contractor', contractorId: 'kita', label: 'screen' } as const
  const { key } = await createApiKey(district.db, { ...who, scopes: ['offers:read', 'orders:read'], nowMs: START_MS })
  const status = async (method: 'GET' | 'POST', url: string) =>
    (await district.as(key, method, `/api/v1/${url}`, method === 'POST' ? { body: {} } : {})).statusCode
  expect(await status('GET', `orders/${id}`)).toBe(200)
  expect(await status('GET', 'call-outs')).toBe(200)
  expect(await status('POST', `orders/${id}/start`)).toBe(403)
  expect(await status('POST', `orders/${id}/progress`)).toBe(403)
})
