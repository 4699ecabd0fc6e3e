import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { saveChannels } from '../../src/store/channels/save-channels.ts'
import { findEndpoint } from '../../src/store/deliveries/find-endpoint.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { type District, openDistrict } from './fixture.ts'

const HOUR_MS = 3_600_000
const POINTS = '/api/v1/contact-points'
const KEYS = { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) }
const MAIL = { name: '当直', channel: 'email', address: 'duty@city.example.jp' }

let district: District
beforeEach(async () => {
  district = await openDistrict()
})
afterEach(() => district[Symbol.asyncDispose]())

const add = async (body: object) => {
  const reply = await district.as('administrator', 'POST', POINTS, { body })
  expect(reply.statusCode, reply.body).toBe(201)
  return reply.json() as { id: string } & Record<string, unknown>
}

describe('contact points', () => {
  test('are made, read, changed and removed, each noted without person or address', async () => {
    const made = await add({ ...MAIL, days: ['fri'], fromTime: '22:00', toTime: '06:00' })
    expect(made).toMatchObject({
      contractorId: null,
      language: 'ja',
      active: true,
      disabledAt: null,
      verifiedAt: null,
      days: ['fri'],
      address: 'duty@city.example.jp',
    })
    const read = () => district.as('administrator', 'GET', `${POINTS}/${made.id}`)
    expect((await read()).json()).toEqual(made)
    const changed = await district.as('administrator', 'PUT', `${POINTS}/${made.id}`, {
      body: { ...MAIL, active: false },
    })
    expect(changed.json()).toMatchObject({ id: made.id, active: false, days: null, createdAt: made.createdAt })
    expect((await district.as('administrator', 'DELETE', `${POINTS}/${made.id}`)).statusCode).toBe(204)
    expect((await read()).statusCode).toBe(404)
    const events = (await listEvents(district.db, { limit: 100 })).filter((it) => it.subject === made.id)
    expect(events.map((it) => it.type).toSorted()).toEqual([
      'contact-point.changed',
      'contact-point.created',
      'contact-point.removed',
    ])
    expect(JSON.stringify(events)).not.toMatch(/duty@|当直/)
  })

  test.each([
    { field: 'fromTime', value: '25:00', says: 'must be a time of day HH:MM' },
    { field: 'name', value: '当直\r\nBcc: x@x.jp', says: 'on one line' },
    { field: 'name', value: '  ', says: 'in 1 to 100 characters' },
  ])('refuse $field $value in words', async ({ field, value, says }) => {
    const reply = await district.as('administrator', 'POST', POINTS, { body: { ...MAIL, [field]: value } })
    expect(reply.statusCode).toBe(400)
    expect(reply.json().problems).toMatchObject([{ field, message: expect.stringContaining(says) }])
  })

  test('are listed by page and by contractor', async () => {
    for (let i = 0; i < 3; i++) await add({ ...MAIL, address: `a${i}@x.jp` })
    await add({ ...MAIL, contractor: 'kita' })
    const first = (await district.as('administrator', 'GET', `${POINTS}?limit=3`)).json()
    const rest = (await district.as('administrator', 'GET', `${POINTS}?limit=3&cursor=${first.nextCursor}`)).json()
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([3, 1, null])
    const own = (await district.as('administrator', 'GET', `${POINTS}?contractor=kita`)).json()
    expect(own.items).toHaveLength(1)
  })

  test.each([
    { channel: 'email', address: 'duty@city.example.jp', shown: 'd…@city.example.jp' },
    { channel: 'sms', address: '090-1234-5678', shown: '…5678' },
    { channel: 'line', address: `U${'0'.repeat(28)}abcd`, shown: '…abcd' },
  ])('who may not change them sees $channel as $shown', async ({ channel, address, shown }) => {
    const { id } = await add({ name: 'x', channel, address })
    expect((await district.as('officer', 'GET', `${POINTS}/${id}`)).json().address).toBe(shown)
    expect((await district.as('viewer', 'GET', `${POINTS}/${id}`)).statusCode).toBe(403)
    expect((await district.as('neighbour', 'GET', `${POINTS}/${id}`)).statusCode).toBe(404)
  })

  test('a push endpoint and its keys are shown to nobody', async () => {
    const made = await add({ name: 'x', channel: 'web-push', address: 'https://push.example.com/secret', keys: KEYS })
    expect(made.address).toBe('https://push.example.com')
    expect(JSON.stringify(made)).not.toMatch(/secret|BBBB/)
  })

  test.each([
    { name: 'no mail address', body: { ...MAIL, address: 'nobody' }, field: 'address' },
    { name: 'a second recipient', body: { ...MAIL, address: 'a@x.jp,b@x.jp' }, field: 'address' },
    { name: 'a line break', body: { ...MAIL, address: 'a@x.jp\r\nBcc: b@x.jp' }, field: 'address' },
    { name: 'no number', body: { ...MAIL, channel: 'sms', address: 'call me' }, field: 'address' },
    { name: 'no LINE id', body: { ...MAIL, channel: 'line', address: 'kita' }, field: 'address' },
    {
      name: 'a push endpoint within',
      body: { ...MAIL, channel: 'web-push', address: 'https://10.0.0.1/', keys: KEYS },
      field: 'address',
    },
    {
      name: 'push without keys',
      body: { ...MAIL, channel: 'web-push', address: 'https://push.example.com/' },
      field: 'keys',
    },
    { name: 'keys elsewhere', body: { ...MAIL, keys: KEYS }, field: 'keys' },
    { name: 'a window for a contractor', body: { ...MAIL, contractor: 'kita', days: ['mon'] }, field: 'days' },
    { name: 'a contractor of others', body: { ...MAIL, contractor: 'iwaki' }, field: 'contractor' },
    { name: 'a time that is none', body: { ...MAIL, fromTime: '25:00' }, field: 'fromTime' },
    { name: 'a channel that is none', body: { ...MAIL, channel: 'fax' }, field: 'channel' },
  ])('refused: $name', async ({ body, field }) => {
    const reply = await district.as('administrator', 'POST', POINTS, { body })
    expect(reply.statusCode).toBe(400)
    expect(reply.json().problems.map((it: { field: string }) => it.field)).toContain(field)
  })

  test('another address switches a disabled one on again; the same one does not', async () => {
    const { id } = await add(MAIL)
    const disable = () =>
      district.db.updateTable('contact_points').set({ disabled_at: 5, disabled_why: 'gone', verified_at: 4 }).execute()
    await disable()
    const put = async (body: object) => (await district.as('administrator', 'PUT', `${POINTS}/${id}`, { body })).json()
    expect(await put({ ...MAIL, name: 'new' })).toMatchObject({ disabledWhy: 'gone', verifiedAt: expect.any(String) })
    expect(await put({ ...MAIL, address: 'new@x.jp' })).toMatchObject({
      disabledAt: null,
      disabledWhy: null,
      verifiedAt: null,
    })
  })
})

describe('a test message', () => {
  test('goes the real way, and its result can be read', async () => {
    const { id } = await add(MAIL)
    const before = district.deliveries()
    const reply = await district.as('administrator', 'POST', `${POINTS}/${id}/test`)
    expect([reply.statusCode, district.deliveries() > before]).toEqual([202, true])
    const delivery = (await district.as('officer', 'GET', `/api/v1/deliveries/${reply.json().deliveryId}`)).json()
    expect(delivery).toMatchObject({
      type: 'ping',
      channel: 'email',
      state: 'pending',
      contactPointId: id,
      contractorId: null,
    })
    expect(delivery.nextAt).toBe(delivery.createdAt)
    expect((await district.as('neighbour', 'GET', `/api/v1/deliveries/${delivery.id}`)).statusCode).toBe(404)
  })

  test('is refused for one that is not in use', async () => {
    const { id } = await add({ ...MAIL, active: false })
    expect((await district.as('administrator', 'POST', `${POINTS}/${id}/test`)).statusCode).toBe(409)
  })

  test('a removed contact point takes what waits for it along', async () => {
    const { id } = await add(MAIL)
    const { deliveryId } = (await district.as('administrator', 'POST', `${POINTS}/${id}/test`)).json()
    await district.as('administrator', 'DELETE', `${POINTS}/${id}`)
    expect((await district.as('officer', 'GET', `/api/v1/deliveries/${deliveryId}`)).json().state).toBe('disabled')
  })
})

test('deliveries are listed by order, and sent again on request', async () => {
  const order = await district.raise('honcho', 'requested')
  await district.db.updateTable('deliveries').set({ state: 'failed', attempts: 9 }).execute()
  const list = (await district.as('officer', 'GET', `/api/v1/deliveries?order=${order.id}&contractor=kita`)).json()
  expect(list.items).toMatchObject([{ channel: 'webhook', state: 'failed', orderId: order.id }])
  const { id } = list.items[0]
  expect((await district.as('officer', 'POST', `/api/v1/deliveries/${id}/replay`)).statusCode).toBe(403)
  const again = await district.as('administrator', 'POST', `/api/v1/deliveries/${id}/replay`)
  expect([again.statusCode, again.json().state, again.json().attempts, again.json().id]).toEqual([
    202,
    'pending',
    0,
    id,
  ])
})

describe('a contractor’s phone', () => {
  const SUBSCRIPTION = { endpoint: 'https://push.example.com/abc', expirationTime: null, keys: KEYS }
  const subscribe = (body: object = SUBSCRIPTION) =>
    district.as('contractor', 'POST', '/api/v1/push-subscriptions', { body })

  test('subscribes once per endpoint, for its own firm, and may stop', async () => {
    const first = (await subscribe()).json()
    expect(first).toMatchObject({ contractorId: 'kita', channel: 'web-push', address: 'https://push.example.com' })
    expect((await subscribe()).json().id).toBe(first.id)
    const url = `/api/v1/push-subscriptions/${first.id}`
    expect((await district.as('rival', 'DELETE', url)).statusCode).toBe(404)
    expect((await district.as('contractor', 'DELETE', url)).statusCode).toBe(204)
  })

  test('cannot point inside, nor fill the table', async () => {
    expect((await subscribe({ ...SUBSCRIPTION, endpoint: 'http://169.254.169.254/' })).statusCode).toBe(400)
    for (let i = 0; i < 20; i++) {
      expect((await subscribe({ ...SUBSCRIPTION, endpoint: `https://push.example.com/${i}` })).statusCode).toBe(201)
    }
    expect((await subscribe()).statusCode).toBe(409)
  })

  test('learns our key where Web Push is set up', async () => {
    const key = () => district.as('contractor', 'GET', '/api/v1/push-subscriptions/key')
    expect((await key()).statusCode).toBe(404)
    await saveChannels(district.db, [{ name: 'web-push', waitMs: 0, publicKey: 'BABC' }], 0)
    expect((await key()).json()).toEqual({ publicKey: 'BABC' })
  })
})

describe('a new webhook secret', () => {
  const rotate = (body: object) =>
    district.as('administrator', 'POST', '/api/v1/contractors/kita/rotate-secret', { body })
  const secretsAt = async (atMs: number) => (await findEndpoint(district.db, 'kita', atMs))?.secrets ?? []

  test('signs beside the old one for a day, then alone', async () => {
    const [old = ''] = await secretsAt(district.clock.now())
    const { secret, oldSecretUntil } = (await rotate({})).json()
    const untilMs = district.clock.now() + 24 * HOUR_MS
    expect(oldSecretUntil).toBe(new Date(untilMs).toISOString())
    expect(await secretsAt(untilMs - 1)).toEqual([secret, old])
    expect(await secretsAt(untilMs)).toEqual([secret])
  })

  test('replaces the old one at once when that has become known', async () => {
    const { secret, oldSecretUntil } = (await rotate({ overlapHours: 0 })).json()
    expect([await secretsAt(district.clock.now()), oldSecretUntil]).toEqual([[secret], null])
  })

  test('a second rotation ends the first old one', async () => {
    const first = (await rotate({ overlapHours: 48 })).json().secret
    const second = (await rotate({ overlapHours: 1 })).json().secret
    expect(await secretsAt(district.clock.now())).toEqual([second, first])
  })
})

test('test messages have a limit of their own: so many an hour to one firm, told in words, whoever asks', async () => {
  await using few = await openDistrict({
    change: (deps) => ({ ...deps, config: { ...deps.config, channels: { ...deps.config.channels, testsPerHour: 2 } } }),
  })
  const ping = (firm: string, language: string) =>
    few.as('administrator', 'POST', `/api/v1/contractors/${firm}/test-webhook`, {
      headers: { 'accept-language': language },
    })
  expect((await ping('kita', 'ja')).statusCode).toBe(202)
  await few.clock.sleepUntil(few.clock.now() + 1_000_000)
  expect((await ping('kita', 'ja')).statusCode).toBe(202)
  const point = await few.as('administrator', 'POST', POINTS, {
    body: { name: '北の夜番', channel: 'email', address: 'yoru@kita.example.jp', contractor: 'kita' },
  })
  const test = (id: string) => few.as('administrator', 'POST', `${POINTS}/${id}/test`, { body: {} })
  const refused = await test((point.json() as { id: string }).id)
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '2600'])
  expect(refused.json()).toMatchObject({ code: 'too-many-requests', reason: 'tests-wait' })
  expect(refused.json().detail).toContain('at most 2 test messages an hour')
  expect((await ping('kita', 'ja')).json()).toMatchObject({
    title: '回数が多すぎます',
    detail: '試しの送信は、同じ事業者（または当番の職員）へ1時間に2通までです',
  })
  // those on duty have their own share, and the firm has room again once the first is an hour old
  const duty = (await few.as('administrator', 'POST', POINTS, { body: MAIL })).json() as { id: string }
  expect((await test(duty.id)).statusCode).toBe(202)
  await few.clock.sleepUntil(few.clock.now() + 2_600_000)
  expect((await ping('kita', 'ja')).statusCode).toBe(202)
})
