import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, type District, openDistrict } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const REASON = '電話で確認（班長）'
type Item = Record<string, unknown> & { id: string }
const get = async <T>(url: string) => (await district.as('officer', 'GET', `/api/v1/${url}`)).json() as T
const record = (caller: Caller, offerId: string, body: object) =>
  district.as(caller, 'POST', `/api/v1/offers/${offerId}/record-answer`, { body })

async function asked(): Promise<{ orderId: string; offerId: string }> {
  const body = { routes: ['honcho'], level: 'dispatch', reason: '吹きだまり' }
  const reply = (await district.as('officer', 'POST', '/api/v1/orders', { body })).json()
  const orderId = reply.items[0].order.id as string
  const { offers } = await get<{ offers: Item[] }>(`orders/${orderId}`)
  return { orderId, offerId: offers[0]?.id ?? '' }
}

test('an officer writes down a yes given by telephone: the order is accepted, with who wrote it and why', async () => {
  const { orderId, offerId } = await asked()
  const sent = district.deliveries()
  const reply = await record('officer', offerId, { answer: 'accepted', reason: REASON })
  expect(reply.json()).toMatchObject({ id: offerId, state: 'accepted', contractorId: 'kita' })
  expect(await get(`orders/${orderId}`)).toMatchObject({ state: 'accepted', contractorId: 'kita' })
  const { items } = await get<{ items: Item[] }>('audit?limit=1000')
  expect(items.filter((it) => it.type === 'offer.accepted')).toMatchObject([
    { subject: offerId, actor: expect.stringMatching(/^api-key:/), data: { reason: REASON } },
  ])
  // the firm hears that it counts as accepted
  expect(district.deliveries()).toBeGreaterThan(sent)
  expect((await record('officer', offerId, { answer: 'accepted', reason: REASON })).statusCode).toBe(200)
  expect((await record('officer', offerId, { answer: 'declined', reason: REASON })).statusCode).toBe(409)
})

test('a no given by telephone asks the next', async () => {
  const { orderId, offerId } = await asked()
  const reply = await record('officer', offerId, { answer: 'declined', reason: REASON, code: 'no-crew' })
  expect(reply.json()).toMatchObject({ state: 'declined', reason: REASON })
  const { offers } = await get<{ offers: Item[] }>(`orders/${orderId}`)
  expect(offers.map((it) => it.contractorId)).toEqual(['minami', 'kita'])
})

test('nobody but those who command orders may, and never without saying how they know', async () => {
  const { offerId } = await asked()
  for (const caller of ['contractor', 'rival', 'viewer'] as const)
    expect((await record(caller, offerId, { answer: 'accepted', reason: REASON })).statusCode).toBe(403)
  expect((await record('neighbour', offerId, { answer: 'accepted', reason: REASON })).statusCode).toBe(404)
  expect((await record('officer', offerId, { answer: 'accepted' })).json().problems).toMatchObject([
    { field: 'reason' },
  ])
  expect((await record('officer', offerId, { answer: 'maybe', reason: REASON })).json().problems).toMatchObject([
    { field: 'answer' },
  ])
})
