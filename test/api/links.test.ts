import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApi } from '../../src/api/server.ts'
import { withdrawOrder } from '../../src/dispatch/commands.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { createLink } from '../../src/store/links/create-link.ts'
import { findLink } from '../../src/store/links/find-link.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findOrder } from '../../src/store/orders/find-order.ts'
import type { StoredOrder } from '../../src/store/orders/order-row.ts'
import { type District, openDistrict } from './fixture.ts'

const HOUR_MS = 3_600_000

let district: District
let order: StoredOrder
let token: string
let path: string

beforeEach(async () => {
  district = await openDistrict()
  order = await district.raise('honcho', 'requested')
  token = await linkTo(order)
  path = `/l/${token}`
})
afterEach(() => district[Symbol.asyncDispose]())

const offerOf = async (it: StoredOrder, state?: 'open') =>
  (await listOffers(district.db, { orderId: it.id, ...(state === undefined ? {} : { state }), limit: 10 })).at(-1)

async function linkTo(it: StoredOrder, contractorId = 'kita'): Promise<string> {
  const offer = await offerOf(it)
  const nowMs = district.clock.now()
  const link = { callOutId: offer?.callOutId ?? '', contractorId, nowMs, expiresAtMs: nowMs + 12 * HOUR_MS }
  return createLink(district.db, link)
}

const get = (url: string, headers: Record<string, string> = {}) => district.as(null, 'GET', url, { headers })
const submit = (url: string, fields: [string, string][] = []) =>
  district.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
const types = async () => (await listEvents(district.db, { limit: 500 })).map((it) => it.type)

describe('the page', () => {
  test('shows routes, deadlines and buttons, in Japanese unless the browser asks otherwise', async () => {
    const page = await get(path)
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('<html lang="ja">')
    expect(page.body).toContain('本町線（出動）')
    expect(page.body).toContain('回答期限: <time datetime="2026-01-20T17:10:00.000Z">1月21日(水) 02:10</time>')
    expect(page.body).toContain(`action="${path}/accept?lang=ja"`)
    const english = await get(path, { 'accept-language': 'en-GB,en;q=0.9,ja;q=0.1' })
    expect(english.body).toContain('Please answer')
    expect((await get(`${path}?lang=en`)).body).toContain('<html lang="en">')
    expect((await get(`${path}?lang=xx`)).statusCode).toBe(400)
  })

  test('may load nothing, tells search engines and other sites nothing, and has no script', async () => {
    const { headers, body } = await get(path)
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    )
    expect(headers).toMatchObject({
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    expect(body).not.toMatch(/<script|javascript:|style=|\son\w+=|src=/i)
  })

  test('changes nothing however often it is fetched: mail scanners follow links', async () => {
    const before = await types()
    for (const method of ['GET', 'HEAD', 'GET'] as const)
      expect((await district.as(null, method, path)).statusCode).toBe(200)
    expect(await types()).toEqual(before)
    expect((await offerOf(order))?.readAtMs).toBeNull()
    expect((await findOrder(district.db, order.id))?.state).toBe('requested')
  })

  test('escapes what others named', async () => {
    await district.db
      .updateTable('routes')
      .set({ name: '<img src=x onerror=1>"&\'' })
      .where('id', '=', 'honcho')
      .execute()
    const { body } = await get(path)
    expect(body).not.toContain('<img')
    expect(body).toContain('&lt;img src=x onerror=1&gt;&quot;&amp;&#39;')
  })
})

describe('answers', () => {
  test('accept: read, accepted, and back to a page that says so', async () => {
    const reply = await submit(`${path}/accept?lang=ja`, [['order', order.id]])
    expect([reply.statusCode, reply.headers.location]).toEqual([303, `${path}?lang=ja`])
    const offer = await offerOf(order)
    expect(offer).toMatchObject({ state: 'accepted', contractorId: 'kita' })
    expect(offer?.readAtMs).not.toBeNull()
    expect(await findOrder(district.db, order.id)).toMatchObject({ state: 'accepted', contractorId: 'kita' })
    const page = await get(path)
    expect(page.body).toContain('受諾しました')
    expect(page.body).not.toContain('<form')
    const events = await listEvents(district.db, { limit: 500 })
    const used = events.find((it) => it.type === 'call-out.answered-by-link')
    expect(used).toMatchObject({ actor: 'contractor:kita', contractorId: 'kita', data: { answer: 'accept' } })
    expect(JSON.stringify(events)).not.toContain(token)
    expect((await findLink(district.db, token, district.clock.now()))?.usedAtMs).toBe(district.clock.now())
    expect(district.deliveries()).toBeGreaterThan(0)
  })

  test('decline with a reason: the next contractor is asked at once', async () => {
    await submit(`${path}/decline`, [
      ['order', order.id],
      ['code', 'breakdown'],
      ['reason', ' 2号車 '],
    ])
    const [next, first] = await listOffers(district.db, { orderId: order.id, limit: 10 })
    expect(first).toMatchObject({ state: 'declined', contractorId: 'kita', reason: expect.stringContaining('2号車') })
    expect(next).toMatchObject({ state: 'open', contractorId: 'minami' })
    expect((await get(path)).body).toContain('辞退しました')
  })

  test('seen: noted as read, and nothing else', async () => {
    expect((await submit(`${path}/seen`)).statusCode).toBe(303)
    const offer = await offerOf(order)
    expect([offer?.state, offer?.readAtMs]).toEqual(['open', district.clock.now()])
    expect((await get(path)).body).toContain('「見ました」を記録しました')
  })

  test('nothing ticked accepts nothing', async () => {
    expect((await submit(`${path}/accept`)).statusCode).toBe(303)
    expect((await offerOf(order))?.state).toBe('open')
  })

  test.each([
    { name: 'a code', fields: [['order', 'ORDER']] },
    {
      name: 'a code that exists',
      fields: [
        ['order', 'ORDER'],
        ['code', 'lazy'],
      ],
    },
    { name: 'anything declined', fields: [['code', 'no-crew']] },
  ])('declining without $name declines nothing', async ({ fields }) => {
    const sent = fields.map(([name = '', value = '']): [string, string] => [name, value.replace('ORDER', order.id)])
    expect((await submit(`${path}/decline`, sent)).statusCode).toBe(303)
    expect((await offerOf(order))?.state).toBe('open')
  })

  test('sent twice is answered once', async () => {
    for (let i = 0; i < 2; i++) expect((await submit(`${path}/accept`, [['order', order.id]])).statusCode).toBe(303)
    expect((await types()).filter((it) => it === 'order.accepted')).toHaveLength(1)
  })

  test('after it was withdrawn the page says so and takes no answer', async () => {
    await withdrawOrder(district.deps.commands, {
      orderId: order.id,
      actor: { kind: 'user', id: 'officer' },
      reason: 'x',
    })
    expect((await submit(`${path}/accept`, [['order', order.id]])).statusCode).toBe(303)
    expect((await findOrder(district.db, order.id))?.state).toBe('withdrawn')
    const { body } = await get(path)
    expect(body).toContain('取り消されました（出動不要）')
    expect(body).not.toContain('<form')
  })

  test('an order of somebody else’s call-out cannot be reached through it', async () => {
    const other = await district.raise('hamamachi', 'requested')
    await submit(`${path}/accept`, [['order', other.id]])
    expect((await findOrder(district.db, other.id))?.state).toBe('requested')
    expect((await offerOf(order))?.state).toBe('open')
  })
})

describe('links that do not work', () => {
  test.each([
    { name: 'unknown', made: () => 'A'.repeat(22) },
    { name: 'not a token', made: () => 'x' },
    { name: 'one character off', made: () => `${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}` },
  ])('$name: 404, by GET and by POST', async ({ made }) => {
    const reply = await get(`/l/${made()}`)
    expect([reply.statusCode, reply.body.includes('このリンクは使えません')]).toEqual([404, true])
    expect((await submit(`/l/${made()}/accept`, [['order', order.id]])).statusCode).toBe(404)
    expect((await offerOf(order))?.state).toBe('open')
  })

  test('over: as if it had never been', async () => {
    const hold = district.clock.hold()
    hold[Symbol.dispose]()
    await district.clock.sleepUntil(district.clock.now() + 12 * HOUR_MS)
    expect((await get(path)).statusCode).toBe(404)
    expect((await submit(`${path}/accept`, [['order', order.id]])).statusCode).toBe(404)
    expect((await offerOf(order))?.state).toBe('open')
  })

  test('guessing is slowed down; who has a link is not', async () => {
    const answers = []
    for (let i = 0; i < 25; i++) answers.push((await get(`/l/${String(i).padStart(22, 'B')}`)).statusCode)
    expect([answers[0], answers.at(-1)]).toEqual([404, 429])
    expect((await get(path)).statusCode).toBe(200)
  })

  test('one form sent over and over is slowed down', async () => {
    const answers = []
    for (let i = 0; i < 25; i++) answers.push(await submit(`${path}/seen`))
    expect([answers[0]?.statusCode, answers.at(-1)?.statusCode]).toEqual([303, 429])
    expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('a form too large is refused', async () => {
    expect((await submit(`${path}/decline`, [['reason', 'x'.repeat(70_000)]])).statusCode).toBe(413)
  })
})

test('a token never reaches the log', async () => {
  await get(`${path}?lang=en`)
  await submit(`${path}/seen`)
  await get(`${path}/no-such-page`)
  for (const odd of ['/%6C', '/%6c', '//l', '/l/', '/L']) await get(`${odd}/${token}`)
  expect(district.logged.join('')).toContain('/l/…')
  expect(district.logged.join('')).not.toContain(token)
})

test('other routes take no forms', async () => {
  const app = buildApi(district.deps)
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/orders',
    headers: { authorization: `Bearer ${district.keys.officer}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'a=1',
  })
  expect(reply.statusCode).toBe(400)
  await app.close()
})
