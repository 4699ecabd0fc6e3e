import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Clock, RealClock, SimulatedClock } from '../../src/clock.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { type Contractors, startContractors } from '../contractor.ts'
import type { Habits } from '../foreman.ts'
import { until } from './broker.ts'
import { START_MS } from './fixtures.ts'
import { type ServiceStandIn, startServiceStandIn } from './service-stand-in.ts'

const secret = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`
const wrong = `whsec_${Buffer.from('not the one of the other').toString('base64')}`
const plowed: { routeId: string; atMs: number }[] = []
let clock: SimulatedClock
let service: ServiceStandIn
let contractors: Contractors

beforeEach(async () => {
  plowed.length = 0
  clock = new SimulatedClock(START_MS, Number.POSITIVE_INFINITY)
  service = await startServiceStandIn(() => clock.now())
})

afterEach(async () => {
  await contractors.stop()
  await service.stop()
  clock.stop()
})

async function start(habits: Partial<Habits> = {}, on: Clock = clock): Promise<void> {
  contractors = await startContractors({
    contractors: [
      { id: 'c1', path: '/c1', secret, apiKey: 'yk_one', habits },
      { id: 'c2', path: '/c2', secret: wrong, apiKey: 'yk_two' },
    ],
    port: 0,
    api: service.url,
    clock: on,
    seed: 7,
    onPlow: (routeId, atMs) => plowed.push({ routeId, atMs }),
  })
}

const route = { id: 'r1', name: '中央通り', plowMinutes: 40 }
const offer = (level: string, n = 1) => ({
  type: 'offer.created',
  timestamp: '2026-01-20T09:00:00.000Z',
  data: { offerId: `ofr_${n}`, orderId: `ord_${n}`, level, route, respondBy: '2026-01-20T09:10:00.000Z' },
})

interface Sending {
  readonly id?: string
  readonly atMs?: number
  readonly secrets?: readonly string[]
  readonly to?: string
  readonly change?: (body: string) => string
  readonly headers?: Record<string, string>
}

async function send(event: object, more: Sending = {}): Promise<number> {
  const { id = 'msg_1', atMs = clock.now(), secrets = [secret], to = 'c1', change = (it) => it } = more
  const body = JSON.stringify(event)
  const signature = secrets.map((it) => new Webhook(it).sign(id, new Date(atMs), body)).join(' ')
  const signed = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': signature,
  }
  const headers = { 'content-type': 'application/json', ...signed, ...more.headers }
  const response = await fetch(contractors.urlOf(to), { method: 'POST', body: change(body), headers })
  return response.status
}

const ping = { type: 'ping', timestamp: '2026-01-20T09:00:00.000Z', data: {} }

test.each<{ name: string; more: Sending; status: number }>([
  { name: 'a genuine message', more: {}, status: 204 },
  { name: 'two signatures while a secret is rotated', more: { secrets: [wrong, secret] }, status: 204 },
  { name: 'another secret', more: { secrets: [wrong] }, status: 401 },
  { name: 'another body', more: { change: (it) => it.replace('ping', 'pong') }, status: 401 },
  { name: 'another id', more: { headers: { 'webhook-id': 'msg_2' } }, status: 401 },
  { name: 'too old', more: { atMs: START_MS - 301_000 }, status: 401 },
  { name: 'from the future', more: { atMs: START_MS + 301_000 }, status: 401 },
  { name: 'no number of seconds', more: { headers: { 'webhook-timestamp': '12h' } }, status: 401 },
  { name: 'no signature', more: { headers: { 'webhook-signature': '' } }, status: 401 },
  { name: 'for another contractor', more: { to: 'c2' }, status: 401 },
])('on the simulated clock: $name → $status', async ({ more, status }) => {
  await start()
  expect(await send(ping, more)).toBe(status)
  const stats = contractors.statsOf(more.to ?? 'c1')
  expect(stats).toMatchObject({ received: 1, verified: status === 204 ? 1 : 0, rejected: status === 204 ? 0 : 1 })
})

test('on the real clock the public library judges', async () => {
  const realTime = new RealClock()
  await start({}, realTime)
  expect(await send(ping, { atMs: realTime.now() })).toBe(204)
  expect(await send(ping, { atMs: realTime.now() - HOUR_MS })).toBe(401)
  expect(await send(ping, { atMs: realTime.now(), secrets: [wrong] })).toBe(401)
})

test('a path that is nobody’s is not found', async () => {
  await start()
  const response = await fetch(contractors.urlOf('c1').replace('/c1', '/c9'), { method: 'POST', body: '{}' })
  expect(response.status).toBe(404)
})

test('a dispatch is accepted, started, plowed and completed in good time', async () => {
  await start()
  expect(await send(offer('dispatch'))).toBe(204)
  await until(() => contractors.statsOf('c1').completed === 1)
  expect(service.calls.map((it) => it.path)).toEqual([
    '/api/v1/offers/ofr_1/accept',
    '/api/v1/orders/ord_1/start',
    '/api/v1/orders/ord_1/complete',
  ])
  expect(service.calls.every((it) => it.key === 'Bearer yk_one')).toBe(true)
  const [accepted = 0, started = 0, completed = 0] = service.calls.map((it) => (it.atMs - START_MS) / MINUTE_MS)
  expect(accepted).toBeGreaterThanOrEqual(1)
  expect(accepted).toBeLessThanOrEqual(6)
  expect(started - accepted).toBeGreaterThanOrEqual(15)
  expect(started - accepted).toBeLessThanOrEqual(25)
  expect(completed - started).toBeCloseTo(40, 6)
  expect(service.calls[2]?.body).toEqual({ at: new Date(service.calls[2]?.atMs ?? 0).toISOString() })
  expect(plowed).toEqual([{ routeId: 'r1', atMs: service.calls[2]?.atMs }])
  expect(contractors.statsOf('c1')).toMatchObject({ accepted: 1, started: 1, completed: 1, errors: [] })
})

test('stand-by is accepted and nothing more', async () => {
  await start()
  await send(offer('standby'))
  await until(() => contractors.statsOf('c1').accepted === 1)
  await clock.sleepUntil(START_MS + 3 * HOUR_MS)
  expect(service.calls.map((it) => it.path)).toEqual(['/api/v1/offers/ofr_1/accept'])
})

test('a redelivered webhook is acknowledged and acted on once', async () => {
  await start()
  const hold = clock.hold()
  expect([await send(offer('standby')), await send(offer('standby'))]).toEqual([204, 204])
  hold[Symbol.dispose]()
  await until(() => contractors.statsOf('c1').accepted === 1)
  expect(contractors.statsOf('c1')).toMatchObject({ received: 2, verified: 2, duplicates: 1 })
  expect(service.calls).toHaveLength(1)
})

test('a withdrawn order stops the work', async () => {
  await start()
  await send(offer('dispatch'))
  await clock.sleepUntil(START_MS + 10 * MINUTE_MS)
  const hold = clock.hold()
  expect(contractors.statsOf('c1').accepted).toBe(1)
  await send({ type: 'order.withdrawn', timestamp: '', data: { orderId: 'ord_1' } }, { id: 'msg_2' })
  hold[Symbol.dispose]()
  await clock.sleepUntil(START_MS + 3 * HOUR_MS)
  expect(contractors.statsOf('c1')).toMatchObject({ started: 0, completed: 0, stopped: 1 })
  expect(plowed).toEqual([])
})

test.each([
  { name: 'declines', habits: { declineProbability: 1 }, path: '/api/v1/offers/ofr_1/decline', stat: 'declined' },
  { name: 'stays silent', habits: { silentProbability: 1 }, path: undefined, stat: 'ignored' },
] as const)('a contractor who $name', async ({ habits, path, stat }) => {
  await start(habits)
  await send(offer('dispatch'))
  await until(() => contractors.statsOf('c1')[stat] === 1)
  await clock.sleepUntil(START_MS + 2 * HOUR_MS)
  expect(service.calls.map((it) => it.path)).toEqual(path === undefined ? [] : [path])
})

test('who declines says why', async () => {
  await start({ declineProbability: 1, declineReason: 'the plow is broken' })
  await send(offer('dispatch'))
  await until(() => contractors.statsOf('c1').declined === 1)
  expect(service.calls.map((it) => it.body)).toEqual([{ reason: 'the plow is broken' }])
})

test('a service in trouble is asked again; a refusal is not repeated', async () => {
  await start()
  service.answers.set('/api/v1/offers/ofr_1/accept', [503, 429])
  service.answers.set('/api/v1/orders/ord_1/start', [409])
  await send(offer('dispatch'))
  await until(() => contractors.statsOf('c1').errors.length === 1)
  expect(service.calls.map((it) => it.path)).toEqual([
    '/api/v1/offers/ofr_1/accept',
    '/api/v1/offers/ofr_1/accept',
    '/api/v1/offers/ofr_1/accept',
    '/api/v1/orders/ord_1/start',
  ])
  expect(contractors.statsOf('c1').errors).toEqual(['orders/ord_1/start: HTTP 409: because'])
  expect(contractors.statsOf('c1')).toMatchObject({ accepted: 1, started: 0, completed: 0 })
})
