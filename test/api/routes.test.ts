import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordPass } from '../../src/store/passes/record-pass.ts'
import { type District, openDistrict, problemIn, START_MS } from './fixture.ts'

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const ids = (reply: { json(): unknown }) => (reply.json() as { items: { id: string }[] }).items.map((it) => it.id)

test('a contractor sees the routes of its roster and of its offers', async () => {
  expect(ids(await district.as('officer', 'GET', '/api/v1/routes'))).toEqual(['hamamachi', 'honcho'])
  expect(ids(await district.as('officer', 'GET', '/api/v1/routes?block=aomori-2'))).toEqual(['hamamachi'])
  expect(ids(await district.as('contractor', 'GET', '/api/v1/routes'))).toEqual(['honcho'])
  expect(ids(await district.as('contractor', 'GET', '/api/v1/blocks'))).toEqual(['aomori-1'])
  expect((await district.as('contractor', 'GET', '/api/v1/routes/hamamachi')).statusCode).toBe(404)
  expect((await district.as('contractor', 'GET', '/api/v1/routes/hamamachi/state')).statusCode).toBe(404)
  await district.db.updateTable('roster').set({ to_at: START_MS }).execute()
  expect(ids(await district.as('contractor', 'GET', '/api/v1/routes'))).toEqual([])
})

test('the state of a route: unknown without sensors, treatment apart', async () => {
  const order = await district.raise('honcho', 'requested')
  await district.db.transaction().execute((trx) =>
    recordPass(trx, {
      routeId: 'honcho',
      atMs: START_MS - 3_600_000,
      source: 'officer',
      actor: { kind: 'user', id: 'o' },
      orderId: null,
      recordedAtMs: START_MS,
    }),
  )
  const state = (await district.as('viewer', 'GET', '/api/v1/routes/honcho/state')).json()
  expect(state).toMatchObject({
    routeId: 'honcho',
    at: '2026-01-20T17:00:00.000Z',
    condition: { status: 'unknown', depthCm: null },
    treatment: {
      lastPassAt: '2026-01-20T16:00:00.000Z',
      lastPassSource: 'officer',
      openOrders: [{ id: order.id, level: 'dispatch', state: 'requested' }],
    },
    sensors: [{ device: 'snow-1', status: 'no-data', readingAt: null }],
  })
  const asked = (await district.as('contractor', 'GET', '/api/v1/routes/honcho/state')).json()
  expect(asked).toMatchObject({ sensors: [], treatment: { openOrders: [{ id: order.id }] } })
  const notAsked = (await district.as('rival', 'GET', '/api/v1/routes/honcho/state')).json()
  expect(notAsked).toMatchObject({ treatment: { openOrders: [] } })
})

test('contractors: never the secret, a new one once, and a ping by the outbox', async () => {
  const one = await district.as('officer', 'GET', '/api/v1/contractors/kita')
  expect(one.json()).toEqual({
    id: 'kita',
    name: '北建設',
    webhookUrl: 'https://kita.example/hook',
    email: null,
    phone: '017-000-0000',
    webhookDisabledAt: null,
    capacity: null,
  })
  const rotated = await district.as('administrator', 'POST', '/api/v1/contractors/kita/rotate-secret')
  expect(rotated.json()).toMatchObject({ id: 'kita', secret: expect.stringMatching(/^whsec_/) })

  const ping = await district.as('administrator', 'POST', '/api/v1/contractors/kita/test-webhook')
  expect(ping.statusCode).toBe(202)
  expect(district.deliveries()).toBe(1)
  const sent = (await district.as('officer', 'GET', '/api/v1/contractors/kita/deliveries')).json()
  const { deliveryId } = ping.json() as { deliveryId: string }
  expect(sent).toMatchObject({ items: [{ id: deliveryId, type: 'ping', state: 'pending', attempts: 0 }] })
  const none = await district.as('administrator', 'POST', '/api/v1/contractors/minami/test-webhook')
  expect(problemIn(none).code).toBe('conflict')
})

test('the public map shows every authority, no firms, and is made at most every 30 s', async () => {
  const first = await district.as(null, 'GET', '/public/v1/routes.geojson')
  expect(first.headers['cache-control']).toBe('public, max-age=30')
  expect(first.headers['access-control-allow-origin']).toBe('*')
  expect(first.headers['content-type']).toBe('application/geo+json')
  const { features } = first.json() as { features: { id: string; properties: Record<string, unknown> }[] }
  expect(features.map((it) => it.id)).toEqual(['dote', 'hamamachi', 'honcho'])
  expect(features[2]?.properties).toEqual({
    name: '本町線',
    nameKana: 'ほんちょうせん',
    authority: '青森市',
    authorityId: 'aomori',
    block: '第一工区',
    blockKana: 'だいいちこうく',
    timeZone: 'Asia/Tokyo',
    condition: {
      status: 'unknown',
      depthCm: null,
      at: '2026-01-20T17:00:00.000Z',
      observedAt: null,
      validUntil: null,
      why: 'never-reported',
    },
    treatment: { lastPassAt: null, status: 'none', orderedAt: null, startedAt: null },
    deadline: { time: '07:00', nextAt: '2026-01-20T22:00:00.000Z' },
  })
  await district.raise('honcho', 'requested')
  expect((await district.as(null, 'GET', '/public/v1/routes.geojson')).body).toBe(first.body)
  await district.clock.sleepUntil(START_MS + 30_000)
  const later = await district.as(null, 'GET', '/public/v1/routes.geojson')
  expect(later.body).toContain('"status":"ordered"')
  expect(later.body).not.toMatch(/kita|北建設/)
})
