import { createECDH } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { acceptCallOut } from '../../../src/dispatch/call-outs.ts'
import { acceptOffer, startOrder, withdrawOrder } from '../../../src/dispatch/commands.ts'
import { noteDeadline } from '../../../src/dispatch/deadline-notes.ts'
import { chooseContractor } from '../../../src/dispatch/override.ts'
import { requireOrder } from '../../../src/dispatch/require.ts'
import { findContactPoint } from '../../../src/store/contact-points/find-contact-point.ts'
import { enqueueDutyNotice } from '../../../src/store/deliveries/enqueue-duty-notice.ts'
import { requeueDelivery } from '../../../src/store/deliveries/requeue-delivery.ts'
import { listEvents } from '../../../src/store/events/list-events.ts'
import { findLink } from '../../../src/store/links/find-link.ts'
import { listOffers } from '../../../src/store/offers/list-offers.ts'
import { C1, OFFICER } from '../../support/dispatch.ts'
import { AUTHORITY } from '../../support/district.ts'
import { startReceiver, statuses } from '../receiver.ts'
import { openPeople, type PeopleBench } from './bench.ts'

const S = 1000
const MERGE_MS = 15 * S

const tokenOf = (text: string) => /https:\/\/y\.example\.jp\/l\/([\w-]{22})/.exec(text)?.[1] ?? ''
const offersOf = async (bench: PeopleBench) => (await listOffers(bench.db, { limit: 100 })).toReversed()

describe('a call-out', () => {
  test('is one message after the pause, for all of its routes, and then every offer is delivered', async () => {
    const bench = await openPeople()
    await bench.addPoint()
    await bench.raise({ routeId: 'r1' })
    await bench.pass(5 * S)
    await bench.raise({ routeId: 'r2' })
    await bench.pass(9 * S)
    expect(bench.lines()).toEqual([])
    await bench.pass(1 * S)
    expect(bench.lines()).toHaveLength(1)
    expect(bench.lines()[0]).toMatch(/^【出動】試験町\n試験線 1、試験線 2\n/)
    const offers = await offersOf(bench)
    expect(offers.map((it) => [it.deliveredAtMs, it.readAtMs, it.state])).toEqual([
      [bench.clock.now(), null, 'open'],
      [bench.clock.now(), null, 'open'],
    ])
    expect(await bench.deliveries()).toMatchObject([
      { channel: 'line', type: 'offer.created', state: 'delivered', attempts: 1, contractorId: 'c1', lastStatus: 200 },
    ])
    const events = await listEvents(bench.db, { limit: 100 })
    expect(events.filter((it) => it.type === 'offer.delivered').map((it) => it.data.channel)).toEqual(['line', 'line'])
  })

  test('that grows after it was told of is told of again, whole', async () => {
    const bench = await openPeople()
    await bench.addPoint()
    await bench.raise({ routeId: 'r1' })
    await bench.pass(MERGE_MS)
    await bench.raise({ routeId: 'r2' })
    await bench.pass(MERGE_MS)
    expect(bench.lines().map((it) => it.split('\n')[1])).toEqual(['試験線 1', '試験線 1、試験線 2'])
  })

  test('reaches everybody of the contractor, each in their language, and nobody who is switched off', async () => {
    const bench = await openPeople()
    await bench.addPoint()
    await bench.addPoint({ channel: 'sms', address: '090-1234-5678', language: 'en' })
    await bench.addPoint({ channel: 'sms', address: '090-0000-0000', active: false })
    await bench.addPoint({ contractorId: 'c2' })
    await bench.addPoint({ contractorId: null })
    await bench.raise()
    await bench.pass(MERGE_MS)
    expect([bench.lines().length, bench.texts().length]).toEqual([1, 1])
    expect(bench.texts()[0]).toMatch(/^dispatch: 試験町, 試験線 1\. Answer by 21 Jan 01:10 https/)
  })

  test('each message has a link of its own to this call-out; only its hash is kept', async () => {
    const bench = await openPeople()
    await bench.addPoint()
    await bench.addPoint({ channel: 'sms', address: '090-1234-5678' })
    await bench.raise()
    await bench.pass(MERGE_MS)
    const [offer] = await offersOf(bench)
    const tokens = [...bench.lines(), ...bench.texts()].map(tokenOf)
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) {
      expect(await findLink(bench.db, token, bench.clock.now())).toMatchObject({
        callOutId: offer?.callOutId,
        contractorId: 'c1',
        expiresAtMs: (offer?.respondByMs ?? 0) + 12 * 3600 * S,
        usedAtMs: null,
      })
      expect(await findLink(bench.db, token, (offer?.respondByMs ?? 0) + 12 * 3600 * S)).toBeUndefined()
    }
    const stored = JSON.stringify(await bench.db.selectFrom('one_time_links').selectAll().execute())
    for (const token of tokens) expect(stored).not.toContain(token)
  })

  test('a repeat has the same id and a link that works as well', async () => {
    const bench = await openPeople({ lineAnswer: statuses(500, 200) })
    await bench.addPoint()
    await bench.raise()
    await bench.pass(MERGE_MS)
    await bench.pass(10 * S)
    const [first, second] = bench.line.received
    expect(first?.headers['x-line-retry-key']).toBe(second?.headers['x-line-retry-key'])
    for (const text of bench.lines()) {
      expect(await findLink(bench.db, tokenOf(text), bench.clock.now())).toBeDefined()
    }
    expect(await bench.deliveries()).toMatchObject([{ state: 'delivered', attempts: 2 }])
  })

  test('answered before the message is due: nothing is sent', async () => {
    const bench = await openPeople()
    await bench.addPoint()
    await bench.raise()
    const [offer] = await offersOf(bench)
    await acceptCallOut(bench.ctx, { callOutId: offer?.callOutId ?? '', actor: { kind: 'contractor', id: 'c1' } })
    await bench.pass(MERGE_MS)
    expect(bench.line.received).toEqual([])
    expect(await bench.deliveries()).toMatchObject([
      { state: 'obsolete', lastError: expect.stringContaining('answered') },
    ])
  })

  test('withdrawn before the message is due: neither it nor its end is told', async () => {
    const bench = await openPeople()
    await bench.addPoint()
    const order = await bench.raise()
    await withdrawOrder(bench.ctx, { orderId: order?.id ?? '', actor: OFFICER, reason: 'mistake' })
    await bench.pass(MERGE_MS)
    expect(bench.line.received).toEqual([])
    expect((await bench.deliveries()).map((it) => it.state)).toEqual(['obsolete', 'obsolete'])
  })

  test('withdrawn after it was told: one message for all routes of it', async () => {
    const bench = await openPeople()
    await bench.addPoint()
    const orders = [await bench.raise({ routeId: 'r1' }), await bench.raise({ routeId: 'r2' })]
    await bench.pass(MERGE_MS)
    for (const it of orders) {
      await withdrawOrder(bench.ctx, { orderId: it?.id ?? '', actor: OFFICER, reason: 'snow has melted' })
    }
    await bench.pass(MERGE_MS)
    expect(bench.lines().slice(1)).toEqual([expect.stringContaining('【依頼の取消】試験町 試験線 1、試験線 2')])
  })

  test('a message that keeps failing stops by itself once there is nothing left to answer', async () => {
    const bench = await openPeople({ lineAnswer: statuses(500) })
    await bench.addPoint()
    await bench.raise()
    await bench.pass(60 * S)
    const [offer] = await offersOf(bench)
    await acceptCallOut(bench.ctx, { callOutId: offer?.callOutId ?? '', actor: { kind: 'contractor', id: 'c1' } })
    await bench.pass(3600 * S)
    expect((await bench.deliveries())[0]).toMatchObject({ state: 'obsolete' })
  })
})

describe('the district file’s e-mail address and telephone number', () => {
  const withPhone = async (bench: PeopleBench) =>
    bench.db
      .updateTable('contractors')
      .set({ phone: '017-123-4567', email: 'c1@example.jp' })
      .where('id', '=', 'c1')
      .execute()

  test('are written to where the channel is set up', async () => {
    const bench = await openPeople()
    await withPhone(bench)
    await bench.raise()
    await bench.pass(MERGE_MS)
    expect(bench.sms.received.map((it) => JSON.parse(it.body).to)).toEqual(['0171234567'])
    expect((await bench.deliveries()).map((it) => [it.channel, it.contactPointId])).toEqual([['sms', null]])
  })

  test('but not beside a contact point of that channel, even a switched-off one', async () => {
    const bench = await openPeople()
    await withPhone(bench)
    await bench.addPoint({ channel: 'sms', address: '090-1', active: false })
    await bench.raise()
    await bench.pass(MERGE_MS)
    expect(bench.sms.received).toEqual([])
  })
})

describe('results', () => {
  test('a rejected message is given up at once', async () => {
    const bench = await openPeople({ lineAnswer: statuses(400) })
    await bench.addPoint()
    await bench.raise()
    await bench.pass(MERGE_MS)
    expect(await bench.deliveries()).toMatchObject([{ state: 'failed', attempts: 1, lastStatus: 400 }])
    expect((await offersOf(bench))[0]?.deliveredAtMs).toBeNull()
  })

  test('a channel that is not set up is told apart, and the delivery can be replayed', async () => {
    const bench = await openPeople()
    await bench.addPoint({ channel: 'email', address: 'c1@example.jp' })
    await bench.raise()
    await bench.pass(MERGE_MS)
    const [delivery] = await bench.deliveries()
    expect(delivery).toMatchObject({ state: 'disabled', lastError: expect.stringContaining('email is not set up') })
    expect(await requeueDelivery(bench.db, delivery?.id ?? '', bench.clock.now())).toMatchObject({ state: 'pending' })
  })

  test('a subscription that is gone is switched off, with what waits for it', async () => {
    const bench = await openPeople({
      env: { YUKIBAN_VAPID_SUBJECT: 'mailto:officer@example.jp' },
      smsAnswer: statuses(410),
    })
    const keys = { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: 'A'.repeat(22) }
    const address = `http://127.0.0.1:${bench.sms.port}/push/1`
    const point = await bench.addPoint({ channel: 'web-push', address, keys })
    await bench.raise({ routeId: 'r1' })
    await bench.pass(MERGE_MS - S)
    await bench.raise({ routeId: 'r2', level: 'standby' })
    await bench.pass(S)
    expect(bench.sms.received).toHaveLength(1)
    expect((await bench.deliveries()).map((it) => it.state)).toEqual(['disabled', 'disabled'])
    const found = await findContactPoint(bench.db, point.id)
    expect(found).toMatchObject({ disabledAtMs: bench.clock.now(), disabledWhy: 'the push service answered 410' })
    const events = await listEvents(bench.db, { limit: 100 })
    expect(events.find((it) => it.type === 'contact-point.disabled')).toMatchObject({
      subject: point.id,
      contractorId: 'c1',
    })
    await bench.raise({ routeId: 'r3' })
    expect(await bench.deliveries()).toHaveLength(2)
  })

  test('a webhook is not kept waiting, and the first success of any channel is when the offer was delivered', async () => {
    const bench = await openPeople()
    const hook = await startReceiver(statuses(200))
    await bench.db.updateTable('contractors').set({ webhook_url: hook.url }).where('id', '=', 'c1').execute()
    const point = await bench.addPoint()
    await bench.raise()
    const askedAtMs = bench.clock.now()
    await bench.worker.settled()
    expect([hook.received.length, bench.line.received.length]).toEqual([1, 0])
    await bench.pass(MERGE_MS)
    expect(bench.line.received).toHaveLength(1)
    expect((await offersOf(bench))[0]?.deliveredAtMs).toBe(askedAtMs)
    expect((await findContactPoint(bench.db, point.id))?.verifiedAtMs).toBe(askedAtMs + MERGE_MS)
    await hook[Symbol.asyncDispose]()
  })

  test('a gateway that hangs takes no place of another channel', async () => {
    const bench = await openPeople({ smsAnswer: () => {}, routes: 1 })
    for (let i = 0; i < 20; i++) await bench.addPoint({ channel: 'sms', address: `090-0000-00${10 + i}` })
    await bench.addPoint()
    await bench.raise()
    await bench.advance(MERGE_MS)
    bench.worker.nudge()
    await bench.line.came(1)
    await bench.sms.came(4)
    expect(bench.sms.received).toHaveLength(4)
    expect(bench.worker.health().underWay).toBeLessThanOrEqual(5)
    await bench.sms[Symbol.asyncDispose]()
  })
})

describe('officers on duty', () => {
  const notify = (
    bench: PeopleBench,
    orderId: string | null,
    type: 'order.proposed' | 'order.alarm' | 'order.at-risk' = 'order.alarm',
  ) =>
    bench.db.transaction().execute((trx) =>
      enqueueDutyNotice(trx, {
        authorityId: AUTHORITY,
        orderId,
        type,
        data: { why: 'no-roster' },
        nowMs: bench.clock.now(),
      }),
    )

  test('are those whose window holds, on the authority’s clock', async () => {
    // it is 01:00 on Wednesday 21 January in Japan
    const bench = await openPeople()
    const night = { contractorId: null, fromTime: '17:00', toTime: '08:00' } as const
    await bench.addPoint({ ...night, name: 'on', days: ['tue'] })
    await bench.addPoint({ ...night, name: 'off', days: ['wed'] })
    await bench.addPoint({ contractorId: null, name: 'day', fromTime: '08:00', toTime: '17:00' })
    await bench.addPoint({ contractorId: null, name: 'always' })
    expect(await notify(bench, null)).toBe(2)
    await bench.pass(MERGE_MS)
    expect(bench.lines()).toHaveLength(2)
    expect((await bench.deliveries()).every((it) => it.recipient === 'duty' && it.contractorId === null)).toBe(true)
  })

  test('are all of them when nobody’s window holds', async () => {
    const bench = await openPeople()
    const day = { contractorId: null, fromTime: '08:00', toTime: '17:00' } as const
    await bench.addPoint(day)
    await bench.addPoint(day)
    await bench.addPoint({ ...day, active: false })
    expect(await notify(bench, null)).toBe(2)
  })

  test('nobody at all is said by 0', async () => {
    expect(await notify(await openPeople(), null)).toBe(0)
  })

  test('are not told that nobody can be asked for what somebody has taken since', async () => {
    const bench = await openPeople()
    await bench.addPoint({ contractorId: null })
    await bench.db.deleteFrom('roster').execute()
    const orderId = (await bench.raise())?.id ?? ''
    await chooseContractor(bench.ctx, { orderId, contractorId: 'c1', actor: OFFICER, reason: '電話で確認' })
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
    await bench.pass(MERGE_MS)
    expect(bench.lines()).toEqual([])
    expect((await bench.deliveries()).map((it) => `${it.type} ${it.state}`)).toEqual(['order.alarm obsolete'])
  })

  test('are not told that a deadline is at risk once the crew has begun in time', async () => {
    const bench = await openPeople()
    await bench.addPoint({ contractorId: null })
    const orderId = (await bench.raise())?.id ?? ''
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
    await bench.db.transaction().execute(async (trx) => {
      const order = await requireOrder(trx, orderId)
      await noteDeadline(trx, order, bench.clock.now(), (order.startByMs ?? 0) - bench.clock.now())
    })
    await startOrder(bench.ctx, { orderId, actor: C1 })
    await bench.pass(MERGE_MS)
    expect(bench.lines()).toEqual([])
    expect((await bench.deliveries()).map((it) => `${it.type} ${it.state}`)).toEqual(['order.at-risk obsolete'])
  })

  test('get one message for many orders, without those that were settled meanwhile', async () => {
    const bench = await openPeople()
    await bench.addPoint({ contractorId: null })
    const orders = []
    for (const routeId of ['r1', 'r2', 'r3']) orders.push(await bench.raise({ routeId, state: 'proposed' }))
    for (const it of orders) await notify(bench, it?.id ?? '', 'order.proposed')
    await withdrawOrder(bench.ctx, { orderId: orders[1]?.id ?? '', actor: OFFICER, reason: 'not needed' })
    await bench.pass(MERGE_MS)
    const proposals = bench.lines().filter((it) => it.startsWith('【承認待ち】'))
    expect(proposals).toHaveLength(1)
    expect(proposals[0]).toContain('試験線 1、試験線 3')
    expect(proposals[0]).not.toContain('試験線 2')
  })
})

test('a message that cannot even be made is tried again by the schedule, and given up like any other', async () => {
  const bench = await openPeople()
  await bench.addPoint({ contractorId: null })
  await bench.raise({ state: 'proposed' })
  const broken = bench.db.updateTable('deliveries').set({ body_json: '{' })
  await broken.execute()
  await bench.pass(MERGE_MS)
  expect(await bench.deliveries()).toMatchObject([
    { state: 'pending', attempts: 1, lastStatus: null, lastError: 'the message could not be made' },
  ])
  await bench.pass(48 * 3600 * S)
  expect(await bench.deliveries()).toMatchObject([{ state: 'failed' }])
})
