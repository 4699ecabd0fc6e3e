import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CrewWork } from '../../src/api/crew-work-view.ts'
import { withdrawOrder } from '../../src/dispatch/commands.ts'
import { raiseManualOrders } from '../../src/dispatch/manual-order.ts'
import { MINUTE_MS, toIso } from '../../src/domain/time.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { createLink } from '../../src/store/links/create-link.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findOrder } from '../../src/store/orders/find-order.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { type District, openDistrict, problemIn } from './fixture.ts'

const HOUR_MS = 3_600_000

let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

/** An officer's order on `hamamachi`, asked of one firm by name, and a link to its call-out. */
async function asked(contractorId = 'kita'): Promise<{ orderId: string; callOutId: string; token: string }> {
  const { db, deps, clock } = district
  const route = await findRoute(db, 'hamamachi')
  if (route === undefined) throw new Error('no route')
  const actor = { kind: 'user', id: 'officer' } as const
  const order = {
    authorityId: 'aomori',
    routes: [route],
    level: 'dispatch',
    reason: '吹きだまり',
    respondMin: 10,
  } as const
  const [made] = await raiseManualOrders(deps.commands, { ...order, contractorId, actor })
  const orderId = made?.order.id ?? ''
  const [offer] = await listOffers(db, { orderId, limit: 1 })
  const callOutId = offer?.callOutId ?? ''
  const nowMs = clock.now()
  const token = await createLink(db, { callOutId, contractorId, nowMs, expiresAtMs: nowMs + 12 * HOUR_MS })
  return { orderId, callOutId, token }
}

const withdraw = (orderId: string) =>
  withdrawOrder(district.deps.commands, { orderId, actor: { kind: 'user', id: 'officer' }, reason: '雨' })
const post = (token: string, path: string, body: object = {}, headers: Record<string, string> = {}) =>
  district.as(token, 'POST', `/api/v1/link/${path}`, { body, headers })
const work = async (token: string) => (await district.as(token, 'GET', '/api/v1/link/work')).json<CrewWork>()
const types = async () => (await listEvents(district.db, { limit: 1000 })).map((it) => it.type)
const advance = async (ms: number) => {
  await district.clock.sleepUntil(district.clock.now() + ms)
}

describe('a crew with nothing but a link', () => {
  test('sees its call-out, accepts, starts and completes with the times of its taps', async () => {
    const { orderId, callOutId, token } = await asked()
    const before = await types()
    expect(await work(token)).toMatchObject({
      authority: { name: '青森市', timeZone: 'Asia/Tokyo' },
      contractor: { id: 'kita', name: '北建設' },
      callOuts: [{ id: callOutId, routes: [{ orderId, state: 'asked', name: '浜町線', block: '第二工区' }] }],
    })
    expect((await work(token)).callOuts[0]?.routes[0]?.why).toEqual([{ ja: '吹きだまり', en: '吹きだまり' }])
    expect(await types()).toEqual(before)
    const accepted = await post(token, 'accept', { orders: [orderId] })
    expect(accepted.json<CrewWork>().callOuts[0]?.routes[0]).toMatchObject({ state: 'accepted' })
    const startedAt = toIso(district.clock.now() + MINUTE_MS)
    await advance(50 * MINUTE_MS)
    expect((await post(token, `orders/${orderId}/start`, { at: startedAt })).statusCode).toBe(200)
    const note = { at: toIso(district.clock.now()), percent: 50, note: '路上駐車あり' }
    expect(
      (await post(token, `orders/${orderId}/progress`, note)).json<CrewWork>().callOuts[0]?.routes[0],
    ).toMatchObject({
      state: 'started',
      progress: { percent: 50, note: '路上駐車あり' },
    })
    const done = await post(token, `orders/${orderId}/complete`, { at: toIso(district.clock.now()) })
    expect(done.json<CrewWork>().callOuts[0]?.routes[0]).toMatchObject({ state: 'completed', startedAt })
    expect(await findOrder(district.db, orderId)).toMatchObject({ state: 'completed', contractorId: 'kita' })
    const events = await listEvents(district.db, { limit: 1000 })
    const byLink = events.filter((it) => it.type.endsWith('-by-link')).map((it) => it.data)
    expect(byLink).toMatchObject([
      { answer: 'accept' },
      { report: 'start', orderId },
      { report: 'progress', orderId },
      { report: 'complete', orderId },
    ])
    expect(JSON.stringify([events, district.logged])).not.toContain(token)
  })

  test('a repeat with its Idempotency-Key is answered as the first was, and noted once', async () => {
    const { orderId, token } = await asked()
    const headers = { 'idempotency-key': 'tap-1' }
    const noted = async () => (await types()).filter((it) => it === 'call-out.answered-by-link').length
    const first = await post(token, 'accept', { orders: [orderId] }, headers)
    const count = await noted()
    const again = await post(token, 'accept', { orders: [orderId] }, headers)
    expect([again.statusCode, again.headers['idempotent-replayed'], again.body]).toEqual([200, 'true', first.body])
    expect(await noted()).toBe(count)
    await withdraw(orderId)
  })

  test('declines with a code, and says that it has seen', async () => {
    const { orderId, token } = await asked()
    expect((await post(token, 'seen')).statusCode).toBe(200)
    const [offer] = await listOffers(district.db, { orderId, limit: 1 })
    expect([offer?.state, offer?.readAtMs]).toEqual(['open', district.clock.now()])
    expect(problemIn(await post(token, 'decline', { orders: [orderId] })).code).toBe('request-invalid')
    const declined = await post(token, 'decline', { orders: [orderId], code: 'breakdown' })
    expect(declined.json<CrewWork>().callOuts[0]?.routes[0]).toMatchObject({
      state: 'declined',
      declineCode: 'breakdown',
    })
    await withdraw(orderId)
  })
})

describe('a link does not', () => {
  test('open when it is unknown, another key, or over', async () => {
    const { orderId, token } = await asked()
    for (const wrong of ['A'.repeat(22), district.keys.contractor, 'x']) {
      expect(problemIn(await district.as(wrong, 'GET', '/api/v1/link/work')).code).toBe('not-found')
      expect((await post(wrong, 'accept')).statusCode).toBe(404)
    }
    expect((await district.as(null, 'GET', '/api/v1/link/work')).statusCode).toBe(404)
    await advance(12 * HOUR_MS)
    expect((await district.as(token, 'GET', '/api/v1/link/work')).statusCode).toBe(404)
    expect((await post(token, `orders/${orderId}/start`)).statusCode).toBe(404)
    await withdraw(orderId)
  })

  test('open anything else of the API', async () => {
    const { orderId, token } = await asked()
    for (const url of ['/api/v1/work', '/api/v1/orders', `/api/v1/orders/${orderId}`, '/api/v1/session']) {
      expect((await district.as(token, 'GET', url)).statusCode, url).toBe(401)
    }
    await withdraw(orderId)
  })

  test('reach an order of another call-out, or of another firm', async () => {
    const other = await district.raise('honcho', 'requested')
    const [taken] = await listOffers(district.db, { orderId: other.id, limit: 1 })
    // what is asked after an answer is another call-out
    await district.as('contractor', 'POST', `/api/v1/offers/${taken?.id}/accept`, { body: {} })
    const { orderId, token } = await asked()
    for (const step of ['start', 'complete', 'progress']) {
      const body = step === 'progress' ? { at: toIso(district.clock.now()), percent: 5 } : {}
      expect(problemIn(await post(token, `orders/${other.id}/${step}`, body)).code, step).toBe('not-found')
      // not accepted yet: nobody's work
      expect(problemIn(await post(token, `orders/${orderId}/${step}`, body)).code, step).toBe('conflict')
    }
    expect(problemIn(await post(token, 'accept', { orders: [other.id] })).code).toBe('not-found')
    await post(token, 'decline', { orders: [orderId], code: 'no-crew' })
    await withdraw(orderId)
    const rival = await asked('minami')
    expect((await post(rival.token, 'accept')).statusCode).toBe(200)
    expect(problemIn(await post(token, `orders/${rival.orderId}/complete`)).code).toBe('not-found')
    // and what is withdrawn stays so
    expect(problemIn(await post(token, 'accept', { orders: [orderId] })).code).toBe('conflict')
    await withdraw(rival.orderId)
    await withdraw(other.id)
  })

  test('tell of work before it was taken, or to come', async () => {
    const { orderId, token } = await asked()
    await advance(5 * MINUTE_MS)
    await post(token, 'accept')
    const at = (ms: number) => ({ at: toIso(district.clock.now() + ms) })
    for (const when of [at(-2 * MINUTE_MS), at(HOUR_MS)])
      expect(problemIn(await post(token, `orders/${orderId}/start`, when))).toMatchObject({
        code: 'request-invalid',
        problems: [{ field: 'at' }],
      })
    await withdraw(orderId)
  })

  test('work when the answer time is over', async () => {
    const { orderId, token } = await asked()
    await withdraw(orderId)
    expect(problemIn(await post(token, 'accept')).code).toBe('conflict')
    expect((await work(token)).callOuts[0]?.routes[0]).toMatchObject({ state: 'withdrawn' })
  })
})

test('a link that sends without end has to wait', async () => {
  const { orderId, token } = await asked()
  await advance(2 * MINUTE_MS)
  let last = await post(token, 'seen')
  for (let sent = 1; sent <= 240; sent++) last = await post(token, 'seen')
  expect([last.statusCode, Number(last.headers['retry-after']) > 0]).toEqual([429, true])
  await withdraw(orderId)
})
