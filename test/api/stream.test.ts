import { afterEach, beforeEach, expect, test } from 'vitest'
import { startApi } from '../../src/api/server.ts'
import { recordEvent } from '../../src/store/events/record-event.ts'
import { type District, openDistrict, START_MS } from './fixture.ts'
import { addPerson, signedIn } from './people.ts'

let district: District
let url: string
let close: () => Promise<void>
const controllers: AbortController[] = []

beforeEach(async () => {
  district = await openDistrict()
  ;({ url, close } = await startApi(district.deps))
})
afterEach(async () => {
  for (const controller of controllers.splice(0)) controller.abort()
  await close()
  await district[Symbol.asyncDispose]()
})

interface Listener {
  /** The next `count` events. */
  next(count: number): Promise<{ id: number; event: string; data: Record<string, unknown> }[]>
  /** Resolves when the server has ended the stream. */
  ended(): Promise<boolean>
  stop(): void
  readonly headers: Headers
}

async function listen(caller: keyof District['keys'], lastEventId?: number): Promise<Listener> {
  return listenWith({
    authorization: `Bearer ${district.keys[caller]}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
  })
}

async function listenWith(headers: Record<string, string>): Promise<Listener> {
  const controller = new AbortController()
  controllers.push(controller)
  const response = await fetch(`${url}/api/v1/stream`, {
    signal: controller.signal,
    headers,
  })
  expect(response.status).toBe(200)
  if (response.body === null) throw new Error('no body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const queue: { id: number; event: string; data: Record<string, unknown> }[] = []
  const pull = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    if (done) return false
    text += value
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const match = /^id: (\d+)\nevent: (.*)\ndata: (.*)$/.exec(text.slice(0, end))
      text = text.slice(end + 2)
      if (match !== null) queue.push({ id: Number(match[1]), event: match[2] ?? '', data: JSON.parse(match[3] ?? '') })
    }
    return true
  }
  return {
    headers: response.headers,
    next: async (count) => {
      while (queue.length < count) if (!(await pull())) throw new Error('the stream ended')
      return queue.splice(0, count)
    },
    ended: async () => {
      while (await pull());
      return true
    },
    stop: () => controller.abort(),
  }
}

test('events arrive live, and after a break from where the reader was', async () => {
  const officer = await listen('officer')
  expect(officer.headers.get('content-type')).toContain('text/event-stream')
  expect(officer.headers.get('x-content-type-options')).toBe('nosniff')
  await district.raise('honcho', 'requested')
  district.nudge()
  const seen = await officer.next(2)
  expect(seen.map((it) => it.event)).toEqual(['order.requested', 'offer.created'])
  expect(seen[0]?.data).toMatchObject({ type: 'order.requested', at: '2026-01-20T17:00:00.000Z', actor: 'rule:night' })
  officer.stop()

  await district.raise('hamamachi', 'proposed')
  const back = await listen('officer', seen[0]?.id)
  const missed = await back.next(2)
  expect(missed.map((it) => it.event)).toEqual(['offer.created', 'order.proposed'])
})

test('a reader that is ahead of a journal restored from a backup hears what happens from now on', async () => {
  const listener = await listen('officer', 999_999)
  await district.raise('hamamachi', 'proposed')
  district.nudge()
  expect((await listener.next(1)).map((it) => it.event)).toEqual(['order.proposed'])
})

test('a lost nudge costs seconds, no event', async () => {
  const officer = await listen('officer')
  await district.raise('hamamachi', 'proposed')
  expect(await officer.next(1)).toMatchObject([{ event: 'order.proposed' }])
})

test('everyone hears what it may: firms their own, neighbours nothing, viewers no office matters', async () => {
  const [kita, neighbour, viewer] = [
    await listen('contractor', 0),
    await listen('neighbour', 0),
    await listen('viewer', 0),
  ]
  await district.as('administrator', 'POST', '/api/v1/contractors/kita/rotate-secret')
  await district.raise('honcho', 'requested')
  await district.as('neighbour', 'POST', '/api/v1/devices', { body: { id: 'snow-10', surface: 'roadside' } })
  district.nudge()
  expect((await kita.next(1)).map((it) => it.event)).toEqual(['offer.created'])
  expect((await neighbour.next(1)).map((it) => it.event)).toEqual(['device.created'])
  expect((await viewer.next(2)).map((it) => it.event)).toEqual(['order.requested', 'offer.created'])
})

test('a long history comes whole and in order', async () => {
  const count = 1000
  const actor = { kind: 'system', id: 'test' } as const
  const data = { text: 'x'.repeat(2000) }
  await district.db.transaction().execute(async (trx) => {
    for (let i = 0; i < count; i++)
      await recordEvent(trx, { authorityId: 'aomori', atMs: i, type: 'order.noted', actor, subject: `o${i}`, data })
  })
  const officer = await listen('officer', 0)
  const events = await officer.next(count)
  expect(events.map((it) => it.data.subject)).toEqual(Array.from({ length: count }, (_, i) => `o${i}`))
})

test('streams end when the service stops', async () => {
  const officer = await listen('officer')
  const ended = officer.ended()
  await close()
  expect(await ended).toBe(true)
})

test.each([
  { name: 'no key', headers: {}, status: 401 },
  { name: 'bad position', headers: { 'last-event-id': 'x' }, status: 400 },
])('refused: $name', async ({ name, headers, status }) => {
  const authorization = name === 'no key' ? {} : { authorization: `Bearer ${district.keys.officer}` }
  const response = await fetch(`${url}/api/v1/stream`, { headers: { ...authorization, ...headers } })
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
})

test('a contractor hears of its own orders alone, after a break too, and learns of nobody else', async () => {
  const { id } = await district.raise('honcho', 'requested')
  const post = (caller: 'officer' | 'contractor' | 'rival', path: string, body: object = {}) =>
    district.as(caller, 'POST', `/api/v1/${path}`, { body })
  await post('officer', `orders/${id}/offer`, { contractor: 'minami', reason: '北は遠い' })
  const [offer] = (await district.as('rival', 'GET', '/api/v1/offers?state=open')).json().items as { id: string }[]
  await post('rival', `offers/${offer?.id}/accept`)
  await post('rival', `orders/${id}/complete`, { startedAt: String(START_MS), note: '済' })
  const rival = await listen('rival', 0)
  const events = await rival.next(5)
  expect(events.map((it) => `${it.event} ${it.data.actor}`)).toEqual([
    'offer.created authority',
    'offer.accepted contractor:minami',
    'order.accepted contractor:minami',
    'order.started contractor:minami',
    'order.completed contractor:minami',
  ])
  expect(JSON.stringify(events)).not.toMatch(/kita|北は遠い|api-key/)
  const back = await listen('rival', events[2]?.id)
  expect((await back.next(2)).map((it) => it.event)).toEqual(['order.started', 'order.completed'])
  const kita = await listen('contractor', 0)
  expect((await kita.next(2)).map((it) => it.event)).toEqual(['offer.created', 'offer.withdrawn'])
})

test('one key holds so many streams and no more; others are not kept out by it', async () => {
  for (let count = 0; count < 20; count++) await listen('contractor')
  const headers = { authorization: `Bearer ${district.keys.contractor}` }
  const refused = await fetch(`${url}/api/v1/stream`, { headers })
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('3')
  expect(await refused.json()).toMatchObject({ code: 'too-many-requests' })
  await listen('rival')
})

test('the streams of a revoked key end, and those of others go on', async () => {
  const own = await listen('contractor')
  const other = await listen('rival')
  const ended = own.ended()
  await district.db.updateTable('api_keys').set({ revoked_at: START_MS }).where('contractor_id', '=', 'kita').execute()
  expect(await ended).toBe(true)
  const { id } = await district.raise('honcho', 'requested')
  await district.as('officer', 'POST', `/api/v1/orders/${id}/offer`, { body: { contractor: 'minami', reason: 'r' } })
  expect((await other.next(1)).map((it) => it.event)).toEqual(['offer.created'])
}, 60_000)

test('the stream of a session ends when its person signs out; the other browser’s goes on', async () => {
  const user = await addPerson(district, 'toban', 'officer')
  const [leaves, stays] = [await signedIn(district, user), await signedIn(district, user)]
  const cookieOf = (token: string | undefined) => ({ cookie: `yukiban=${token}` })
  const own = await listenWith(cookieOf(leaves.cookies.get('yukiban')))
  const other = await listenWith(cookieOf(stays.cookies.get('yukiban')))
  const ended = own.ended()
  expect((await leaves.send('DELETE', '/api/v1/session')).statusCode).toBe(204)
  expect(await ended).toBe(true)
  await district.raise('hamamachi', 'proposed')
  // who signed out is not an officer's news: that is for those who may read the journal
  expect((await other.next(2)).map((it) => it.event)).toEqual(['session.closed', 'order.proposed'])
}, 60_000)

test('a page’s EventSource hears every event under one name, goes on after its last, and is told the time', async () => {
  const { db } = district
  const actor = { kind: 'system', id: 'test' } as const
  const note = (type: string) =>
    db
      .transaction()
      .execute((trx) =>
        recordEvent(trx, { authorityId: 'aomori', atMs: START_MS, type, actor, subject: 'x', data: {} }),
      )
  await note('order.approved')
  await note('order.started')
  const controller = new AbortController()
  controllers.push(controller)
  const first = await db
    .selectFrom('events')
    .select('id')
    .where('type', '=', 'order.approved')
    .executeTakeFirstOrThrow()
  const answer = await fetch(`${url}/api/v1/stream?event=journal&heartbeatS=1&after=${first.id}`, {
    signal: controller.signal,
    headers: { authorization: `Bearer ${district.keys.officer}` },
  })
  let text = ''
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  while ((text.match(/event: heartbeat/g) ?? []).length < 2 || !text.includes('event: journal')) {
    const read = await reader?.read()
    if (read?.done !== false) throw new Error(`the stream ended: ${text}`)
    text += read.value
  }
  expect(text).toMatch(/event: heartbeat\ndata: \{"at":"2026-[^"]+Z"\}\n\n/)
  expect(text).toMatch(/id: \d+\nevent: journal\ndata: .*"type":"order.started"/)
  expect(text).not.toContain('order.approved')
})
