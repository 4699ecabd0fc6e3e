import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { acceptOffer, approveOrder, declineOffer } from '../../src/dispatch/commands.ts'
import { releaseOrder } from '../../src/dispatch/release-order.ts'
import { startStartWatch } from '../../src/dispatch/start-watch.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { saveContactPoint } from '../../src/store/contact-points/save-contact-point.ts'
import { C1, C2, type DispatchBench, OFFICER, openDispatch } from '../support/dispatch.ts'
import { AUTHORITY } from '../support/district.ts'

/** A bench with one officer on duty, reached by e-mail. */
async function openBench(): Promise<DispatchBench> {
  const bench = await openDispatch()
  const point = {
    id: 'duty-1',
    authorityId: AUTHORITY,
    contractorId: null,
    name: '当番',
    channel: 'email',
    address: 'duty@town.example',
    keys: null,
    language: 'ja',
    active: true,
    disabledAtMs: null,
    disabledWhy: null,
    days: null,
    fromTime: null,
    toTime: null,
    createdAtMs: 0,
    verifiedAtMs: null,
  } as const
  await bench.db.transaction().execute((trx) => saveContactPoint(trx, point))
  return bench
}

interface Told {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What waits for the officer, in order; several of a kind may be one message. */
async function told(bench: DispatchBench): Promise<Told[]> {
  const rows = await bench.db
    .selectFrom('deliveries')
    .select(['type', 'body_json'])
    .where('contact_point_id', '=', 'duty-1')
    .orderBy('id')
    .execute()
  return rows.flatMap((row) => {
    const { items } = JSON.parse(row.body_json) as { items: { data: Record<string, unknown> }[] }
    return items.map(({ data }) => ({ type: row.type, data }))
  })
}

test('officers on duty hear of a proposal and of an order that nobody took, not of what goes by itself', async () => {
  const bench = await openBench()
  const orderId = (await bench.raise({ state: 'proposed', priority: 2 }))?.id ?? ''
  expect(await told(bench)).toMatchObject([
    {
      type: 'order.proposed',
      data: {
        orderId,
        level: 'dispatch',
        state: 'proposed',
        priority: 2,
        route: { id: 'r1', name: '試験線 1', blockId: 'b1' },
        startBy: '2026-01-20T21:20:00.000Z',
        finishBy: '2026-01-20T22:00:00.000Z',
      },
    },
  ])
  await approveOrder(bench.ctx, { orderId, actor: OFFICER })
  await declineOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
  expect(await told(bench)).toHaveLength(1)
  await declineOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C2 })
  expect((await told(bench)).slice(1)).toMatchObject([
    { type: 'order.alarm', data: { orderId, why: 'roster-exhausted', asked: 2 } },
  ])
})

test('they hear of a deadline at risk and of one that can no longer be met', async () => {
  const bench = await openBench()
  const watch = startStartWatch({ ...bench, log: pino({ level: 'silent' }), onChange() {} })
  onTestFinished(() => watch.stop())
  await bench.raise()
  watch.nudge()
  await watch.settled()
  await bench.advance(7 * HOUR_MS)
  await watch.settled()
  expect(await told(bench)).toMatchObject([
    { type: 'order.at-risk', data: { deadline: 'at-risk', why: 'not-accepted' } },
    { type: 'order.at-risk', data: { deadline: 'missed', why: 'not-accepted' } },
  ])
})

test('they hear that a crew is out for nothing', async () => {
  const bench = await openBench()
  const orderId = (await bench.raise())?.id ?? ''
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
  const release = { actor: { kind: 'rule', id: 'r@1' }, reason: 'snow stopped', nowMs: bench.clock.now() } as const
  await bench.db.transaction().execute((trx) => releaseOrder(trx, orderId, release))
  expect(await told(bench)).toMatchObject([
    { type: 'order.alarm', data: { why: 'no-longer-needed', contractorId: 'c1', reason: 'snow stopped' } },
  ])
})
