import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

type Json = Record<string, unknown>
type Item = Json & { id: string }
interface Raised {
  readonly items: readonly { routeId: string; outcome: string; order: Item; silences: Json[] }[]
}
const get = async <T>(caller: Caller, url: string) => (await district.as(caller, 'GET', `/api/v1/${url}`)).json() as T
const post = (caller: Caller, url: string, body?: object) => district.as(caller, 'POST', `/api/v1/${url}`, { body })
const order = async (body: object) =>
  (await post('officer', 'orders', { level: 'dispatch', reason: '吹きだまり', ...body })).json() as Raised
const offers = async (id: string) => (await get<{ offers: Item[] }>('officer', `orders/${id}`)).offers
const journal = async (type: string) =>
  (await get<{ items: (Json & { type: string })[] }>('officer', 'audit?limit=1000')).items.filter(
    (it) => it.type === type,
  )

test('an officer orders routes by hand: contractors are asked at once, who and why stand in the journal', async () => {
  const { items } = await order({ routes: ['honcho', 'hamamachi'], respondMin: 5 })
  expect(items).toMatchObject([
    {
      routeId: 'honcho',
      outcome: 'raised',
      silences: [],
      order: { state: 'requested', criterionId: null, respondMin: 5 },
    },
    { routeId: 'hamamachi', outcome: 'raised', order: { reason: '吹きだまり', alarmAt: expect.any(String) } },
  ])
  expect(await offers(items[0]?.order.id ?? '')).toMatchObject([{ contractorId: 'kita', state: 'open' }])
  expect(district.deliveries()).toBe(1)
  expect(await journal('order.requested')).toMatchObject([
    { actor: expect.stringMatching(/^api-key:/), data: { reason: '吹きだまり' } },
    { data: { reason: '吹きだまり' } },
  ])
})

test('a block is all its routes; what is open stays, so the request may be repeated', async () => {
  const { id } = await district.raise('honcho', 'proposed')
  const first = await order({ block: 'aomori-1' })
  expect(first.items).toMatchObject([{ routeId: 'honcho', outcome: 'already-open', order: { id, state: 'proposed' } }])
  const standby = await order({ block: 'aomori-1', level: 'standby' })
  expect(standby.items).toMatchObject([{ outcome: 'raised' }])
  const again = await order({ block: 'aomori-1', level: 'standby' })
  expect(again.items).toMatchObject([{ outcome: 'already-open', order: { id: standby.items[0]?.order.id } }])
})

test('a named contractor is asked before the roster, which follows', async () => {
  const { items } = await order({ routes: ['honcho'], contractor: 'minami' })
  const id = items[0]?.order.id ?? ''
  const [asked] = await offers(id)
  expect(asked).toMatchObject({ contractorId: 'minami', state: 'open' })
  await post('rival', `offers/${asked?.id}/decline`, { code: 'no-crew' })
  expect(await offers(id)).toMatchObject([{ contractorId: 'kita', state: 'open' }, { state: 'declined' }])
})

test('an unknown contractor, route or block is named by the field that asked for it', async () => {
  const refused = async (fields: object) => {
    const body = { level: 'dispatch', reason: '吹きだまり', ...fields }
    const reply = await district.as('officer', 'POST', '/api/v1/orders', { body })
    return [reply.statusCode, ...reply.json().problems.map((it: { field: string }) => it.field)]
  }
  expect(await refused({ routes: ['honcho'], contractor: 'nobody' })).toEqual([404, 'contractor'])
  expect(await refused({ routes: ['honcho', 'nowhere'] })).toEqual([404, 'routes'])
  expect(await refused({ block: 'nowhere' })).toEqual([404, 'block'])
})

test('a silence does not hold a person back, who is told of it', async () => {
  await district.db
    .insertInto('silences')
    .values({
      id: 'silence_1',
      authority_id: 'aomori',
      target_kind: 'scope',
      scope_json: JSON.stringify({ kind: 'block', id: 'aomori-1' }),
      device_id: null,
      from_at: START_MS - 1,
      to_at: START_MS + 3_600_000,
      reason: '工事',
      created_by: 'api-key:k',
      created_at: START_MS - 1,
      ended_at: null,
      ended_by: null,
      ended_reason: null,
    })
    .execute()
  const { items } = await order({ routes: ['honcho', 'hamamachi'] })
  expect(items).toMatchObject([
    { outcome: 'raised', silences: [{ id: 'silence_1', reason: '工事', until: '2026-01-20T18:00:00.000Z' }] },
    { outcome: 'raised', silences: [] },
  ])
})

test('contractors and viewers give no orders', async () => {
  const body = { routes: ['honcho'], level: 'dispatch', reason: 'r' }
  for (const caller of ['contractor', 'viewer', 'gateway'] as const) {
    expect((await post(caller, 'orders', body)).statusCode).toBe(403)
  }
})

test('an officer asks another contractor now: the first is told, without whom or why', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const choose = () => post('officer', `orders/${id}/offer`, { contractor: 'minami', reason: '北は電話に出ない' })
  expect((await choose()).json()).toMatchObject({ state: 'requested' })
  expect((await choose()).statusCode).toBe(200)
  expect(await offers(id)).toMatchObject([
    { contractorId: 'minami', state: 'open' },
    { contractorId: 'kita', state: 'withdrawn' },
  ])
  expect(await journal('order.contractor-chosen')).toMatchObject([
    { data: { from: 'kita', to: 'minami', reason: '北は電話に出ない' } },
  ])
  const seen = JSON.stringify([
    await get('contractor', `orders/${id}`),
    await get('contractor', `orders/${id}/timeline`),
    await get('contractor', 'offers'),
  ])
  expect(seen).not.toMatch(/minami|電話/)
  const told = await district.db.selectFrom('deliveries').select(['contractor_id', 'type', 'body_json']).execute()
  const withdrawn = told.filter((it) => it.type === 'order.withdrawn')
  expect(withdrawn).toMatchObject([{ contractor_id: 'kita' }])
  expect(withdrawn[0]?.body_json).not.toMatch(/minami|電話/)

  const [open] = await offers(id)
  await post('rival', `offers/${open?.id}/decline`, { code: 'no-crew' })
  expect((await offers(id))[0]).toMatchObject({ contractorId: 'kita', state: 'open' })
})

test('an alarmed order is offered again from the top, once', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const declineOpen = async (caller: Caller) => {
    const [open] = await offers(id)
    expect((await post(caller, `offers/${open?.id}/decline`, { code: 'no-crew' })).statusCode).toBe(200)
  }
  await declineOpen('contractor')
  await declineOpen('rival')
  expect(await get('officer', `orders/${id}`)).toMatchObject({ alarmAt: expect.any(String) })
  const again = { reason: '班が戻った' }
  for (let repeat = 0; repeat < 2; repeat++) {
    expect((await post('officer', `orders/${id}/reoffer`, again)).json()).toMatchObject({ alarmAt: null })
  }
  expect((await offers(id)).map((it) => `${it.contractorId} ${it.state}`)).toEqual([
    'kita open',
    'minami declined',
    'kita declined',
  ])
  await declineOpen('contractor')
  expect((await offers(id))[0]).toMatchObject({ contractorId: 'minami', state: 'open' })
  await declineOpen('rival')
  expect(await get('officer', `orders/${id}`)).toMatchObject({ alarmAt: expect.any(String) })
  expect(await journal('order.reoffered')).toMatchObject([{ data: { reason: '班が戻った' } }])
})

test('the deadline is moved with its latest start; who is concerned is told', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const [offer] = await offers(id)
  await post('contractor', `offers/${offer?.id}/accept`)
  const change = (finishBy: unknown) => post('officer', `orders/${id}/deadline`, { finishBy, reason: '始発が早い' })
  const moved = await change('2026-01-20T20:00:00Z')
  const times = { finishBy: '2026-01-20T20:00:00.000Z', startBy: '2026-01-20T19:20:00.000Z', deadlineState: 'on-time' }
  expect(moved.json()).toMatchObject(times)
  expect((await change('2026-01-20T20:00:00Z')).json()).toMatchObject(times)
  expect(await journal('order.deadline-changed')).toMatchObject([
    { contractorId: 'kita', data: { from: '2026-01-20T22:00:00.000Z', reason: '始発が早い' } },
  ])
  const told = await district.db
    .selectFrom('deliveries')
    .select('body_json')
    .where('type', '=', 'order.updated')
    .execute()
  expect(told.map((it) => JSON.parse(it.body_json).data)).toMatchObject(
    [{ state: 'accepted', ...times, deadlineState: undefined }].map(({ deadlineState: _, ...it }) => it),
  )
  expect((await change('2026-01-20T17:20:00Z')).json()).toMatchObject({ deadlineState: 'missed' })
  expect((await change(null)).json()).toMatchObject({ finishBy: null, startBy: null, deadlineState: 'on-time' })
  expect(problemIn(await change('2026-01-20T16:59:00Z')).problems).toMatchObject([{ field: 'finishBy' }])
  expect(problemIn(await change('2026-02-20T16:59:00Z')).problems).toMatchObject([{ field: 'finishBy' }])
})

test.each([
  { command: 'offer', body: { contractor: 'minami', reason: 'r' } },
  { command: 'reoffer', body: { reason: 'r' } },
])('$command is for orders nobody has taken', async ({ command, body }) => {
  const { id } = await district.raise('honcho', 'proposed')
  expect(problemIn(await post('officer', `orders/${id}/${command}`, body)).detail).toContain('approve it first')
  await post('officer', `orders/${id}/approve`)
  const [offer] = await offers(id)
  await post('contractor', `offers/${offer?.id}/accept`)
  expect(problemIn(await post('officer', `orders/${id}/${command}`, body)).code).toBe('conflict')
  expect((await post('neighbour', `orders/${id}/${command}`, body)).statusCode).toBe(404)
  expect((await post('contractor', `orders/${id}/${command}`, body)).statusCode).toBe(403)
})

test('a deadline of what is over stays', async () => {
  const { id } = await district.raise('honcho', 'proposed')
  await post('officer', `orders/${id}/reject`, { reason: '雨' })
  const reply = await post('officer', `orders/${id}/deadline`, { finishBy: '2026-01-20T20:00:00Z', reason: 'r' })
  expect(problemIn(reply).code).toBe('conflict')
})

test('orders are found by contractor and by when they were raised', async () => {
  const { items } = await order({ routes: ['honcho', 'hamamachi'] })
  const ids = async (caller: Caller, query: string) =>
    (await get<{ items: Item[] }>(caller, `orders?${query}`)).items.map((it) => it.routeId)
  expect(items).toHaveLength(2)
  expect(await ids('officer', 'contractor=kita')).toEqual(['honcho'])
  expect(await ids('officer', 'contractor=minami')).toEqual([])
  expect(await ids('contractor', 'contractor=kita')).toEqual(['honcho'])
  expect((await district.as('contractor', 'GET', '/api/v1/orders?contractor=minami')).statusCode).toBe(400)
  expect(await ids('officer', `since=${START_MS + 1}`)).toEqual([])
  expect(await ids('officer', `since=${new Date(START_MS).toISOString()}`)).toHaveLength(2)
  expect((await district.as('officer', 'GET', '/api/v1/orders?since=gestern')).statusCode).toBe(400)
})

test('a deadline moved under way keeps in mind when the crew began', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const [offer] = await offers(id)
  await post('contractor', `offers/${offer?.id}/accept`)
  await district.clock.sleepUntil(START_MS + 3_600_000)
  await post('contractor', `orders/${id}/start`, { at: '2026-01-20T17:40:00Z' })
  const change = async (finishBy: string) =>
    (await post('officer', `orders/${id}/deadline`, { finishBy, reason: 'r' })).json() as Json
  // 40 min of work: begun at 17:40 it makes 18:20, and not 18:19
  expect(await change('2026-01-20T18:20:00Z')).toMatchObject({ deadlineState: 'on-time' })
  expect(await change('2026-01-20T18:19:00Z')).toMatchObject({ deadlineState: 'missed' })
  expect(await change('2026-01-20T21:00:00Z')).toMatchObject({ deadlineState: 'on-time' })
})
