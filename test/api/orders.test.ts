import { afterEach, beforeEach, expect, test } from 'vitest'
import { insertDecision } from '../../src/store/decisions/insert-decision.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

type Item = Record<string, unknown> & { id: string }
const list = async (caller: 'officer' | 'contractor' | 'rival' | 'neighbour', url: string) =>
  ((await district.as(caller, 'GET', url)).json() as { items: Item[] }).items
const post = (caller: Parameters<District['as']>[0], url: string, body?: object) =>
  district.as(caller, 'POST', `/api/v1/${url}`, { body })

test('from proposal to plowed: officer approves, contractor reads, accepts, starts, completes', async () => {
  const { id } = await district.raise('honcho', 'proposed')
  expect((await post('officer', `orders/${id}/approve`)).json()).toMatchObject({ state: 'requested' })
  expect(district.deliveries()).toBe(1)

  const [offer] = await list('contractor', '/api/v1/offers?state=open')
  expect(offer).toMatchObject({ orderId: id, contractorId: 'kita', state: 'open', readAt: null })
  await district.as('officer', 'GET', `/api/v1/offers/${offer?.id}`)
  expect(await list('officer', '/api/v1/offers')).toMatchObject([{ readAt: null }])
  await district.clock.sleepUntil(START_MS + 60_000)
  const read = await district.as('contractor', 'GET', `/api/v1/offers/${offer?.id}`)
  expect(read.json()).toMatchObject({ readAt: '2026-01-20T17:01:00.000Z' })
  await district.clock.sleepUntil(START_MS + 120_000)
  expect((await district.as('contractor', 'GET', `/api/v1/offers/${offer?.id}`)).json()).toEqual(read.json())

  expect((await post('contractor', `offers/${offer?.id}/accept`)).json()).toMatchObject({ state: 'accepted' })
  expect((await post('contractor', `offers/${offer?.id}/accept`)).statusCode).toBe(200)
  await district.clock.sleepUntil(START_MS + 3_600_000)
  const start = await post('contractor', `orders/${id}/start`, { at: '2026-01-20T17:30:00Z' })
  expect(start.json()).toMatchObject({ state: 'started', startedAt: '2026-01-20T17:30:00.000Z', contractorId: 'kita' })
  const done = await post('contractor', `orders/${id}/complete`)
  expect(done.json()).toMatchObject({ state: 'completed', completedAt: '2026-01-20T18:00:00.000Z' })
  expect(district.passes).toEqual(['honcho'])
  const types = (await list('officer', '/api/v1/audit')).map((it) => it.type)
  expect(types).toEqual([
    'order.proposed',
    'order.requested',
    'offer.created',
    'offer.read',
    'offer.accepted',
    'order.accepted',
    'order.started',
    'order.completed',
  ])
})

test('an order shows its offers and why it was raised, in both languages', async () => {
  const reason = { code: 'below-release', measure: 'depth', valueCm: 2, releaseCm: 3 } as const
  const { id } = await district.raise('honcho', 'requested')
  await district.db.transaction().execute((trx) =>
    insertDecision(trx, {
      id: 'decision_1',
      authorityId: 'aomori',
      routeId: 'honcho',
      criterionId: 'night',
      criterionVersion: 1,
      level: 'dispatch',
      atMs: START_MS,
      result: 'fire',
      reasons: [reason],
      evidence: {
        forecastRun: null,
        sensors: [
          {
            device: 'snow-1',
            readingAtMs: START_MS,
            readingIdentity: 'a:1',
            depthCm: 12.5,
            depthSincePassCm: null,
            newSnowCm: null,
            status: 'ok',
            lastPassAtMs: null,
            lastPassSource: null,
          },
        ],
      },
      orderId: id,
    }),
  )
  await district.db.updateTable('orders').set({ decision_id: 'decision_1' }).where('id', '=', id).execute()
  const detail = (await district.as('officer', 'GET', `/api/v1/orders/${id}`)).json() as Record<string, unknown>
  expect(detail.offers).toMatchObject([{ contractorId: 'kita', state: 'open' }])
  expect(detail.decision).toMatchObject({
    id: 'decision_1',
    reasons: [
      {
        code: 'below-release',
        figures: { measure: 'depth', valueCm: 2, releaseCm: 3 },
        en: expect.stringContaining('2.0 cm'),
        ja: expect.stringContaining('2.0'),
      },
    ],
    evidence: { sensors: [{ device: 'snow-1', readingAt: '2026-01-20T17:00:00.000Z', depthCm: 12.5 }] },
  })
  expect((await district.as('officer', 'GET', '/api/v1/decisions/decision_1')).json()).toEqual(detail.decision)
  expect(await list('officer', '/api/v1/decisions?route=honcho')).toEqual([detail.decision])
  expect(await list('officer', '/api/v1/decisions?route=hamamachi')).toEqual([])
  expect((await district.as('neighbour', 'GET', '/api/v1/decisions/decision_1')).statusCode).toBe(404)
  const seen = (await district.as('contractor', 'GET', `/api/v1/orders/${id}`)).json() as Record<string, unknown>
  expect(seen).toMatchObject({ id, decision: null, decisionId: null, offers: [{ contractorId: 'kita' }] })
})

test('a contractor sees nothing before it is asked, and nothing of others', async () => {
  const proposed = await district.raise('honcho', 'proposed')
  const other = await district.raise('hamamachi', 'requested')
  for (const { id } of [proposed, other]) {
    expect((await district.as('contractor', 'GET', `/api/v1/orders/${id}`)).statusCode).toBe(404)
  }
  expect(await list('contractor', '/api/v1/orders')).toEqual([])

  await post('officer', `orders/${proposed.id}/approve`)
  expect((await list('contractor', '/api/v1/orders')).map((it) => it.id)).toEqual([proposed.id])
  const [offer] = await list('contractor', '/api/v1/offers')
  expect(await list('rival', '/api/v1/offers')).toEqual([])
  expect((await district.as('rival', 'GET', `/api/v1/offers/${offer?.id}`)).statusCode).toBe(404)
  expect((await post('rival', `offers/${offer?.id}/accept`)).statusCode).toBe(404)
  expect((await post('rival', `orders/${proposed.id}/start`)).statusCode).toBe(404)

  expect(problemIn(await post('contractor', `offers/${offer?.id}/decline`)).problems?.[0]?.field).toBe('reason')
  await post('contractor', `offers/${offer?.id}/decline`, { reason: '故障' })
  const [next] = await list('rival', '/api/v1/offers')
  await post('rival', `offers/${next?.id}/accept`)
  const lost = await district.as('contractor', 'GET', `/api/v1/orders/${proposed.id}`)
  expect(lost.json()).toMatchObject({ state: 'accepted', contractorId: null, offers: [{ contractorId: 'kita' }] })
  expect(problemIn(await post('contractor', `orders/${proposed.id}/start`)).code).toBe('conflict')
})

test.each([
  { typed: 'ホンチョウ', found: true },
  { typed: '本町　だいいち', found: true },
  { typed: 'ほんちょうｓ', found: true },
  { typed: 'honcho', found: true },
  { typed: ' ', found: true },
  { typed: 'はままち', found: false },
])('orders are found by the reading of their route or block: $typed', async ({ typed, found }) => {
  const { id } = await district.raise('honcho', 'proposed')
  const query = new URLSearchParams({ q: typed })
  expect((await list('officer', `/api/v1/orders?${query}`)).map((it) => it.id)).toEqual(found ? [id] : [])
  expect(await list('neighbour', `/api/v1/orders?${query}`)).toEqual([])
  expect(await list('rival', `/api/v1/orders?${query}`)).toEqual([])
  const table = await district.as('officer', 'GET', `/api/v1/orders.csv?${query}`)
  expect(table.body.includes(id)).toBe(found)
})

test('lists are narrowed by route, state and openness, newest first', async () => {
  const first = await district.raise('honcho', 'proposed')
  await district.clock.sleepUntil(START_MS + 1000)
  const second = await district.raise('hamamachi', 'proposed')
  await post('officer', `orders/${first.id}/reject`, { reason: '雨に変わる' })
  const ids = async (query: string) => (await list('officer', `/api/v1/orders${query}`)).map((it) => it.id)
  expect(await ids('')).toEqual([second.id, first.id])
  expect(await ids('?open=true')).toEqual([second.id])
  expect(await ids('?state=rejected,completed')).toEqual([first.id])
  expect(await ids('?route=honcho')).toEqual([first.id])
  expect(await list('neighbour', '/api/v1/orders')).toEqual([])
  const page = (await district.as('officer', 'GET', '/api/v1/orders?limit=1')).json() as { nextCursor: string }
  expect(await ids(`?limit=1&cursor=${page.nextCursor}`)).toEqual([first.id])
})

test.each([
  { name: 'reject without reason', command: 'reject', body: {}, code: 'request-invalid' },
  { name: 'blank reason', command: 'withdraw', body: { reason: '  ' }, code: 'request-invalid' },
  { name: 'start what is not accepted', command: 'start', body: {}, code: 'conflict' },
  { name: 'future', command: 'start', body: { at: '2026-01-20T17:05:01Z' }, code: 'request-invalid' },
])('an order command is refused: $name', async ({ command, body, code }) => {
  const { id } = await district.raise('honcho', 'requested')
  expect(problemIn(await post('officer', `orders/${id}/${command}`, body)).code).toBe(code)
})

test('a step cannot lie before the step before', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const [offer] = await list('contractor', '/api/v1/offers')
  await post('contractor', `offers/${offer?.id}/accept`)
  const early = await post('officer', `orders/${id}/start`, { at: START_MS - 1 })
  expect(problemIn(early).problems).toMatchObject([{ field: 'at' }])
  expect((await post('officer', `orders/${id}/start`, { at: String(START_MS - 1) })).statusCode).toBe(400)
  expect((await post('officer', `orders/${id}/start`, { at: String(START_MS) })).statusCode).toBe(200)
})

test("another authority's order cannot be commanded", async () => {
  const { id } = await district.raise('honcho', 'proposed')
  expect((await post('neighbour', `orders/${id}/approve`)).statusCode).toBe(404)
})
