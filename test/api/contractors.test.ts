import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { lastEventId } from '../../src/store/events/last-event-id.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { type Caller, type District, openDistrict, problemIn } from './fixture.ts'

const FIRMS = '/api/v1/contractors'
let district: District
beforeAll(async () => {
  district = await openDistrict()
})
afterAll(() => district[Symbol.asyncDispose]())

const add = (body: object, caller: Caller = 'administrator') => district.as(caller, 'POST', FIRMS, { body })
const change = (id: string, body: object, caller: Caller = 'administrator') =>
  district.as(caller, 'PATCH', `${FIRMS}/${id}`, { body })
const journalOf = async (subject: string) =>
  (await listEvents(district.db, { subject, limit: 100 })).map((it) => ({ type: it.type, data: it.data }))

describe('a contractor', () => {
  test('is added with a secret that is shown this once', async () => {
    const reply = await add({ id: 'hokuto', name: '北斗工業', phone: '017-111-1111', capacity: 3 })
    expect(reply.statusCode, reply.body).toBe(201)
    expect(reply.headers.location).toBe(`${FIRMS}/hokuto`)
    const { contractor, secret } = reply.json() as { contractor: object; secret: string }
    expect(secret).toMatch(/^whsec_/)
    const read = await district.as('officer', 'GET', `${FIRMS}/hokuto`)
    expect(read.json()).toEqual(contractor)
    expect(read.json()).toEqual({
      id: 'hokuto',
      name: '北斗工業',
      webhookUrl: null,
      webhookDisabledAt: null,
      email: null,
      phone: '017-111-1111',
      capacity: 3,
    })
    expect(await journalOf('hokuto')).toEqual([
      { type: 'contractor.created', data: { name: '北斗工業', capacity: 3, webhook: false } },
    ])
    expect(read.body).not.toContain(secret)
  })

  test('is changed field by field; the journal keeps no addresses', async () => {
    await add({ id: 'nishi', name: '西組', phone: '017-222-2222', email: 'a@nishi.example' })
    const reply = await change('nishi', { name: '西建設', phone: null, webhookUrl: 'https://nishi.example/hook' })
    expect(reply.statusCode, reply.body).toBe(200)
    expect(reply.json()).toMatchObject({
      name: '西建設',
      phone: null,
      email: 'a@nishi.example',
      webhookUrl: 'https://nishi.example/hook',
    })
    const [, changed] = await journalOf('nishi')
    expect(changed).toEqual({
      type: 'contractor.changed',
      data: { name: ['西組', '西建設'], addresses: ['webhookUrl', 'phone'] },
    })
    const before = await lastEventId(district.db)
    await change('nishi', { name: '西建設' })
    expect(await lastEventId(district.db)).toBe(before)
  })

  test('whose endpoint had answered 410 is switched on again by another URL', async () => {
    await add({ id: 'higashi', name: '東興業', webhookUrl: 'https://higashi.example/hook' })
    await district.db.updateTable('contractors').set({ webhook_disabled_at: 1 }).where('id', '=', 'higashi').execute()
    const read = async () => (await district.as('officer', 'GET', `${FIRMS}/higashi`)).json()
    expect((await read()).webhookDisabledAt).toBe('1970-01-01T00:00:00.001Z')
    await change('higashi', { webhookUrl: 'https://higashi.example/hook' })
    expect((await read()).webhookDisabledAt).not.toBeNull()
    await change('higashi', { webhookUrl: 'https://higashi.example/new' })
    expect((await read()).webhookDisabledAt).toBeNull()
  })

  test.each([
    { body: { webhookUrl: 'http://127.0.0.1/hook' }, field: 'webhookUrl' },
    { body: { webhookUrl: 'http://169.254.169.254/latest' }, field: 'webhookUrl' },
    { body: { webhookUrl: 'ftp://kita.example' }, field: 'webhookUrl' },
    { body: { phone: 'ask Hanako' }, field: 'phone' },
    { body: { email: 'nobody' }, field: 'email' },
    { body: { capacity: 0 }, field: 'capacity' },
    { body: { name: null }, field: 'name' },
    { body: { secret: 'x' }, field: 'secret' },
  ])('refuses $body', async ({ body, field }) => {
    const reply = await change('kita', body)
    expect(reply.statusCode, reply.body).toBe(400)
    expect(problemIn(reply).problems?.map((it) => it.field)).toContain(field)
    if (field === 'webhookUrl') expect((await add({ id: 'x', name: 'x', ...body })).statusCode).toBe(400)
  })

  test('takes no id that another has, in whichever authority', async () => {
    for (const id of ['kita', 'iwaki']) {
      expect(problemIn(await add({ id, name: '二代目' })).code).toBe('conflict')
    }
    expect((await district.as('neighbour', 'GET', `${FIRMS}/iwaki`)).json().name).toBe('岩木組')
  })

  test.each(['officer', 'viewer', 'contractor', 'gateway'] as const)('is not changed by a %s', async (caller) => {
    expect((await add({ id: 'y', name: 'y' }, caller)).statusCode).toBe(403)
    expect((await change('kita', { name: 'y' }, caller)).statusCode).toBe(403)
  })

  test('of another authority is as if it did not exist', async () => {
    expect((await change('kita', { name: 'y' }, 'neighbour')).statusCode).toBe(404)
    expect((await change('nobody', { name: 'y' })).statusCode).toBe(404)
  })
})

describe('records of contractors', () => {
  interface Record {
    readonly contractorId: string
    readonly medianAnswerS: number | null
    readonly channels: readonly object[]
  }
  const records = async (query = '', caller: Caller = 'officer') => {
    const reply = await district.as(caller, 'GET', `/api/v1/contractor-records${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    const { since, items } = reply.json() as { since: string; items: Record[] }
    return { since, of: (id: string) => items.find((it) => it.contractorId === id), items }
  }

  test('count what was asked and how it was answered, and how long that took', async () => {
    expect((await records()).of('kita')).toMatchObject({ asked: 0, medianAnswerS: null, lastSignAt: null })
    const order = await district.raise('honcho', 'requested')
    expect((await records()).of('kita')).toMatchObject({ openOffers: 1, asked: 1, accepted: 0 })
    const { items } = (await district.as('contractor', 'GET', '/api/v1/offers')).json()
    await district.db
      .updateTable('offers')
      .set({ created_at: district.clock.now() - 4 * MINUTE_MS })
      .execute()
    const reply = await district.as('contractor', 'POST', `/api/v1/offers/${items[0].id}/decline`, {
      body: { reason: 'no-crew' },
    })
    expect(reply.statusCode, reply.body).toBe(200)
    const now = new Date(district.clock.now()).toISOString()
    const { of, since } = await records()
    expect(of('kita')).toMatchObject({ openOffers: 0, asked: 1, declined: 1, medianAnswerS: 240, lastSignAt: now })
    expect(of('minami')).toMatchObject({ openOffers: 1, asked: 1, declined: 0 })
    // the winter began on 1 October in Aomori
    expect(since).toBe('2025-09-30T15:00:00.000Z')
    await district.as('officer', 'POST', `/api/v1/orders/${order.id}/withdraw`, { body: { reason: '雪が止んだ' } })
  })

  test('tell which channels work and which fail', async () => {
    await district.db
      .updateTable('deliveries')
      .set({ state: 'failed' })
      .where('contractor_id', '=', 'kita')
      .where('channel', '=', 'webhook')
      .execute()
    const webhook = (await records()).of('kita')?.channels.find((it) => 'channel' in it && it.channel === 'webhook')
    expect(webhook).toMatchObject({ delivered: 0, failed: expect.any(Number), lastDeliveredAt: null })
    expect(webhook).toMatchObject({ lastFailedAt: expect.stringContaining('2026-01-20') })
  })

  test('begin when they are asked to, and leave other authorities out', async () => {
    const { since, of } = await records('?since=2026-06-01T00:00:00Z')
    expect(since).toBe('2026-06-01T00:00:00.000Z')
    expect(of('kita')).toMatchObject({ asked: 0, channels: [] })
    expect((await records('', 'neighbour')).items.map((it) => it.contractorId)).toEqual(['iwaki'])
  })
})
