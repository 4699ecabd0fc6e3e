import { execFile } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pino from 'pino'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Clock, RealClock, SimulatedClock } from '../../src/clock.ts'
import { FAILURES_TO_OPEN, OPEN_MS } from '../../src/deliver/breaker.ts'
import { type OutboxWorker, startOutboxWorker } from '../../src/deliver/outbox-worker.ts'
import { claimDueDeliveries } from '../../src/store/deliveries/claim-due-deliveries.ts'
import type { Delivery } from '../../src/store/deliveries/delivery.ts'
import { listDeliveries } from '../../src/store/deliveries/list-deliveries.ts'
import { requeueDelivery } from '../../src/store/deliveries/requeue-delivery.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import {
  addContractor,
  addOffer,
  type ControlDatabase,
  enqueue,
  openControlDatabase,
  SECRET,
  START_MS,
} from './fixture.ts'
import { answerAfter, startReceiver, statuses } from './receiver.ts'

let database: ControlDatabase
let cleanup: AsyncDisposableStack
let logged: string

beforeEach(async () => {
  cleanup = new AsyncDisposableStack()
  database = cleanup.use(await openControlDatabase())
  logged = ''
})

afterEach(() => cleanup.disposeAsync())

/** Simulated time that goes on only while nobody works. */
function simulated(startMs = START_MS): SimulatedClock {
  const clock = new SimulatedClock(startMs, Number.POSITIVE_INFINITY)
  cleanup.defer(() => clock.stop())
  return clock
}

interface WorkerSettings {
  clock: Clock
  workerId?: string
  timeoutMs?: number
  allow?: readonly string[]
  onDelivered?: (delivery: Delivery) => void
}

function start(settings: WorkerSettings): OutboxWorker {
  const { clock, workerId = 'w1', timeoutMs = 5000, allow = ['127.0.0.0/8'], onDelivered } = settings
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  const worker = startOutboxWorker({
    db: database.db,
    clock,
    log: pino({ level: 'debug' }, sink),
    config: { allow, timeoutMs },
    workerId,
    version: '9.9.9',
    ...(onDelivered === undefined ? {} : { onDelivered }),
  })
  cleanup.defer(() => worker.stop())
  return worker
}

/** Waits on the same clock until the worker has reached `atMs` and is done with what is due there. */
async function reach(clock: Clock, worker: OutboxWorker, atMs: number): Promise<void> {
  await clock.sleepUntil(atMs)
  await worker.settled()
}

const deliveries = () => listDeliveries(database.db, { limit: 100 })
const events = async () => (await listEvents(database.db, { limit: 100 })).map((it) => it.type)

describe('one endpoint', () => {
  test('an offer is sent signed, once, and its arrival recorded', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(200)))
    await addContractor(database.db, 'c1', receiver.url)
    await addOffer(database.db, 'offer1', 'c1')
    const clock = new RealClock()
    const seen: string[] = []
    const worker = start({ clock, onDelivered: (it) => seen.push(it.id) })
    await worker.settled()
    const id = await enqueue(database.db, 'c1', { nowMs: clock.now(), offerId: 'offer1' })
    worker.nudge()
    await worker.settled()

    expect(receiver.received).toHaveLength(1)
    const [one] = receiver.received
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Yukiban/9.9.9',
      'webhook-id': id,
    })
    expect(new Webhook(SECRET).verify(one?.body ?? '', one?.headers ?? {})).toMatchObject({ type: 'offer.created' })
    expect(await deliveries()).toMatchObject([{ id, state: 'delivered', attempts: 1, lastStatus: 200 }])
    expect(seen).toEqual([id])
    expect(worker.health()).toMatchObject({ underWay: 0, attempts: { delivered: 1 }, openBreakers: [] })
    const [event] = await listEvents(database.db, { limit: 9 })
    expect(event).toMatchObject({
      type: 'offer.delivered',
      actor: 'system:deliver',
      subject: 'offer1',
      contractorId: 'c1',
      data: { orderId: 'order1', deliveryId: id },
    })
    const offer = await database.db.selectFrom('offers').select('delivered_at').executeTakeFirst()
    expect(offer?.delivered_at).toBe(event?.atMs)
  })

  test('logs neither the secret nor the query of the URL', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(500, 200)))
    await addContractor(database.db, 'c1', receiver.url)
    const clock = simulated()
    await enqueue(database.db, 'c1')
    const worker = start({ clock })
    await reach(clock, worker, START_MS + 10_000)
    expect(logged).toContain(`http://127.0.0.1:${receiver.port}/hook`)
    expect(logged).not.toMatch(/hidden|MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw/)
  })

  test('after a 500 the same message comes again under the same id, with the time of the attempt', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(500, 200)))
    await addContractor(database.db, 'c1', receiver.url)
    const clock = simulated()
    const id = await enqueue(database.db, 'c1')
    const worker = start({ clock })
    await reach(clock, worker, START_MS + 10_000)
    expect(await deliveries()).toMatchObject([
      { id, state: 'delivered', attempts: 2, lastStatus: 200, lastError: null },
    ])
    const [first, second] = receiver.received
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.body).toBe(first?.body)
    const gapS = Number(second?.headers['webhook-timestamp']) - Number(first?.headers['webhook-timestamp'])
    expect(gapS).toBeGreaterThanOrEqual(4)
    expect(gapS).toBeLessThanOrEqual(6)
  })

  test('both signatures are sent while a secret is being rotated', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(200)))
    const old = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSX'
    await addContractor(database.db, 'c1', receiver.url, `${SECRET} ${old}`)
    const clock = new RealClock()
    await enqueue(database.db, 'c1', { nowMs: clock.now() })
    await start({ clock }).settled()
    const [one] = receiver.received
    for (const secret of [SECRET, old]) new Webhook(secret).verify(one?.body ?? '', one?.headers ?? {})
    expect(one?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
  })

  test('a redirect is a failure', async () => {
    const receiver = cleanup.use(
      await startReceiver((response) => response.writeHead(302, { location: '/elsewhere' }).end()),
    )
    await addContractor(database.db, 'c1', receiver.url)
    await enqueue(database.db, 'c1')
    await start({ clock: simulated() }).settled()
    expect(await deliveries()).toMatchObject([{ state: 'pending', attempts: 1, lastStatus: 302 }])
    expect(receiver.received.map((it) => it.path)).toEqual(['/hook?token=hidden'])
  })

  test('410 switches the endpoint off, with all that waits for it', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(410)))
    await addContractor(database.db, 'c1', receiver.url)
    await enqueue(database.db, 'c1')
    const waiting = await enqueue(database.db, 'c1', { nowMs: START_MS + 3_600_000 })
    const worker = start({ clock: simulated() })
    await worker.settled()
    expect((await deliveries()).map((it) => it.state)).toEqual(['disabled', 'disabled'])
    expect(await events()).toEqual(['contractor.webhook-disabled'])
    expect(await enqueue(database.db, 'c1')).toBe('')

    await requeueDelivery(database.db, waiting, START_MS)
    await worker.settled()
    expect((await deliveries())[0]).toMatchObject({ id: waiting, state: 'disabled' })
    expect(receiver.received).toHaveLength(1)
  })

  test('410 from an address that the contractor has left meanwhile does not switch off the new one', async () => {
    const next = cleanup.use(await startReceiver(statuses(200)))
    const former = cleanup.use(
      await startReceiver(async (response) => {
        await database.db.updateTable('contractors').set({ webhook_url: next.url }).where('id', '=', 'c1').execute()
        response.writeHead(410).end()
      }),
    )
    await addContractor(database.db, 'c1', former.url)
    const id = await enqueue(database.db, 'c1')
    await start({ clock: simulated() }).settled()
    expect(await deliveries()).toMatchObject([{ id, state: 'delivered', attempts: 2 }])
    expect(next.received.map((it) => it.headers['webhook-id'])).toEqual([id])
    expect(await events()).toEqual([])
  })

  test('an answer later than the deadline is none, and the message comes again', async () => {
    const receiver = cleanup.use(
      await startReceiver((response, _received, count) => {
        if (count === 1) setTimeout(() => response.end(), 600)
        else response.end()
      }),
    )
    await addContractor(database.db, 'c1', receiver.url)
    const clock = simulated()
    await enqueue(database.db, 'c1')
    const worker = start({ clock, timeoutMs: 200 })
    await worker.settled()
    expect(await deliveries()).toMatchObject([
      { state: 'pending', lastStatus: null, lastError: 'no answer within 0.2 s' },
    ])
    await reach(clock, worker, START_MS + 10_000)
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 2 }])
    const [first, second] = receiver.received
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  })

  test('a private address is refused unless allowed', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(200)))
    await addContractor(database.db, 'c1', receiver.url)
    await enqueue(database.db, 'c1')
    await start({ clock: simulated(), allow: [] }).settled()
    expect(await deliveries()).toMatchObject([
      { state: 'pending', attempts: 1, lastError: expect.stringContaining('YUKIBAN_WEBHOOK_ALLOW') },
    ])
    expect(receiver.received).toHaveLength(0)
  })

  test('without a usable secret nothing is sent, and the reason is told', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(200)))
    await addContractor(database.db, 'c1', receiver.url, 'damaged')
    await enqueue(database.db, 'c1')
    await start({ clock: simulated() }).settled()
    expect(await deliveries()).toMatchObject([{ state: 'pending', lastError: expect.stringContaining('rotate') }])
    expect(receiver.received).toHaveLength(0)
  })

  test('a dead endpoint is tried for a day, then given up', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(503)))
    await addContractor(database.db, 'c1', receiver.url)
    const clock = simulated()
    await enqueue(database.db, 'c1')
    const worker = start({ clock })
    await reach(clock, worker, START_MS + 25 * 3_600_000)
    const [one] = await deliveries()
    expect(one).toMatchObject({ state: 'failed', lastStatus: 503 })
    expect(one?.attempts).toBe(receiver.received.length)
    expect(receiver.received.length).toBeGreaterThan(18)
    expect(receiver.received.length).toBeLessThan(24)
  })
})

describe('several deliveries and endpoints', () => {
  test('a failing delivery holds up neither later ones nor other contractors', async () => {
    const failing = new Set<string>()
    const receiver = cleanup.use(
      await startReceiver((response, { headers }) => {
        response.statusCode = failing.has(headers['webhook-id'] ?? '') ? 500 : 200
        response.end()
      }),
    )
    await addContractor(database.db, 'c1', receiver.url)
    const old = await enqueue(database.db, 'c1')
    failing.add(old)
    const later = await enqueue(database.db, 'c1', { nowMs: START_MS + 1 })
    const clock = simulated(START_MS + 1)
    await start({ clock }).settled()
    const byId = new Map((await deliveries()).map((it) => [it.id, it.state]))
    expect(byId.get(old)).toBe('pending')
    expect(byId.get(later)).toBe('delivered')
  })

  test('at most four requests to one contractor and sixteen in all are under way', async () => {
    const underWay: { path: string; response: ServerResponse }[] = []
    let most = 0
    const receiver = cleanup.use(
      await startReceiver((response, { path }, count) => {
        underWay.push({ path, response })
        most = Math.max(most, underWay.length)
        if (count > 16) underWay.pop()?.response.end()
      }),
    )
    for (let c = 1; c <= 6; c++) {
      await addContractor(database.db, `c${c}`, `http://127.0.0.1:${receiver.port}/c${c}`)
      for (let i = 0; i < 6; i++) await enqueue(database.db, `c${c}`, { nowMs: START_MS - 1000 + c })
    }
    const worker = start({ clock: simulated() })
    await receiver.came(16)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(underWay.map((it) => it.path).sort()).toEqual(
      ['/c1', '/c2', '/c3', '/c4'].flatMap((it) => Array(4).fill(it)),
    )
    expect(worker.health().underWay).toBe(16)
    for (const { response } of underWay.splice(0)) response.end()
    await worker.settled()
    expect(receiver.received).toHaveLength(36)
    expect(most).toBe(16)
    expect((await deliveries()).every((it) => it.state === 'delivered' && it.attempts === 1)).toBe(true)
  })

  test('an endpoint that keeps failing is paused without using up attempts, then probed once', async () => {
    let healthy = false
    const receiver = cleanup.use(
      await startReceiver((response) => {
        response.statusCode = healthy ? 200 : 500
        response.end()
      }),
    )
    await addContractor(database.db, 'c1', receiver.url)
    for (let i = 0; i < 12; i++) await enqueue(database.db, 'c1')
    const clock = simulated()
    const worker = start({ clock })
    await worker.settled()
    const sent = receiver.received.length
    expect(sent).toBeGreaterThanOrEqual(FAILURES_TO_OPEN)
    expect(sent).toBeLessThan(FAILURES_TO_OPEN + 4)
    const untouched = (await deliveries()).filter((it) => it.attempts === 0)
    expect(untouched).toHaveLength(12 - sent)
    expect(worker.health().openBreakers).toMatchObject([{ target: 'webhook:c1' }])
    const reopensAtMs = worker.health().openBreakers[0]?.untilMs ?? 0

    await reach(clock, worker, reopensAtMs - 1)
    expect(receiver.received).toHaveLength(sent)
    await reach(clock, worker, reopensAtMs)
    expect(receiver.received).toHaveLength(sent + 1)
    healthy = true
    await reach(clock, worker, reopensAtMs + OPEN_MS)
    expect((await deliveries()).every((it) => it.state === 'delivered')).toBe(true)
    expect(worker.health().openBreakers).toEqual([])
  })
})

describe('workers that come and go', () => {
  test('what a dead worker had claimed is sent by another once the lease lapses', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(200)))
    await addContractor(database.db, 'c1', receiver.url)
    const id = await enqueue(database.db, 'c1')
    const claim = {
      workerId: 'dead',
      nowMs: START_MS,
      leaseMs: 60_000,
      limit: 1,
      perTarget: 1,
      channel: 'webhook',
    } as const
    expect(await claimDueDeliveries(database.db, claim)).toHaveLength(1)
    const clock = simulated()
    const worker = start({ clock })
    await reach(clock, worker, START_MS + 59_000)
    expect(receiver.received).toHaveLength(0)
    await reach(clock, worker, START_MS + 60_000)
    expect(receiver.received.map((it) => it.headers['webhook-id'])).toEqual([id])
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 1 }])
  })

  test('two processes on one database deliver each message once', async () => {
    const receiver = cleanup.use(await startReceiver(answerAfter(20)))
    const ids: string[] = []
    for (const contractor of ['c1', 'c2', 'c3']) {
      await addContractor(database.db, contractor, receiver.url)
      for (let i = 0; i < 16; i++) ids.push(await enqueue(database.db, contractor))
    }
    const script = fileURLToPath(new URL('worker-process.ts', import.meta.url))
    const run = promisify(execFile)
    await Promise.all(['w1', 'w2'].map((id) => run(process.execPath, [script, database.dir, id])))
    expect(receiver.received.map((it) => it.headers['webhook-id']).sort()).toEqual(ids.sort())
    expect((await deliveries()).every((it) => it.state === 'delivered' && it.attempts === 1)).toBe(true)
  })

  test('two workers in one process deliver each message once', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(200)))
    const ids: string[] = []
    for (const contractor of ['c1', 'c2', 'c3']) {
      await addContractor(database.db, contractor, receiver.url)
      for (let i = 0; i < 12; i++) ids.push(await enqueue(database.db, contractor))
    }
    const clock = simulated()
    await Promise.all(['w1', 'w2'].map((workerId) => start({ clock, workerId }).settled()))
    expect(receiver.received.map((it) => it.headers['webhook-id']).sort()).toEqual(ids.sort())
    expect((await deliveries()).every((it) => it.state === 'delivered' && it.attempts === 1)).toBe(true)
  })

  test('an answer that comes after the lease was lost changes nothing, and the duplicate has the same id', async () => {
    let release = () => {}
    const receiver = cleanup.use(
      await startReceiver((response, _received, count) => {
        if (count === 1) release = () => response.end()
        else response.end()
      }),
    )
    await addContractor(database.db, 'c1', receiver.url)
    await addOffer(database.db, 'offer1', 'c1')
    const id = await enqueue(database.db, 'c1', { offerId: 'offer1' })
    const slow = start({ clock: simulated(), workerId: 'slow' })
    await receiver.came(1)
    await start({ clock: simulated(START_MS + 61_000), workerId: 'w2' }).settled()
    expect(await deliveries()).toMatchObject([{ id, state: 'delivered', attempts: 1 }])
    release()
    await slow.settled()
    expect(slow.health().attempts).toMatchObject({ delivered: 0, lost: 1 })
    expect(await deliveries()).toMatchObject([
      { id, state: 'delivered', attempts: 1, deliveredAtMs: START_MS + 61_000 },
    ])
    expect(receiver.received.map((it) => it.headers['webhook-id'])).toEqual([id, id])
    expect(await events()).toEqual(['offer.delivered'])
  })

  test('stop waits for what is under way and claims nothing more', async () => {
    const receiver = cleanup.use(await startReceiver(answerAfter(200)))
    await addContractor(database.db, 'c1', receiver.url)
    for (let i = 0; i < 6; i++) await enqueue(database.db, 'c1')
    const worker = start({ clock: simulated() })
    await receiver.came(4)
    await worker.stop()
    const states = (await deliveries()).map((it) => it.state).sort()
    expect(states).toEqual(['delivered', 'delivered', 'delivered', 'delivered', 'pending', 'pending'])
    await worker.settled()
  })

  test('a lost nudge costs a minute at most', async () => {
    const receiver = cleanup.use(await startReceiver(statuses(200)))
    await addContractor(database.db, 'c1', receiver.url)
    const clock = simulated()
    const worker = start({ clock })
    await worker.settled()
    const hold = clock.hold()
    const nowMs = clock.now()
    await enqueue(database.db, 'c1', { nowMs })
    hold[Symbol.dispose]()
    await clock.sleepUntil(nowMs + 60_001)
    await receiver.came(1)
  })
})

test('simulated time stands still while a request is under way', async () => {
  const clock = simulated()
  const receiver = cleanup.use(await startReceiver(answerAfter(150)))
  await addContractor(database.db, 'c1', receiver.url)
  const idle = clock.hold()
  await enqueue(database.db, 'c1', { nowMs: clock.now() })
  const startedAtMs = clock.now()
  const worker = start({ clock })
  idle[Symbol.dispose]()
  await worker.settled()
  expect((await deliveries())[0]?.deliveredAtMs).toBe(startedAtMs)
})
