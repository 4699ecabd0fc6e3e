import { describe, expect, test } from 'vitest'
import { acceptCallOut, declineCallOut, readCallOut, requireCallOut } from '../../src/dispatch/call-outs.ts'
import { acceptOffer, declineOffer, withdrawOrder } from '../../src/dispatch/commands.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import { listCallOuts } from '../../src/store/call-outs/list-call-outs.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { C1, C2, type DispatchBench, OFFICER, openDispatch, RESPOND_MIN } from '../support/dispatch.ts'

const RESPOND_MS = RESPOND_MIN * MINUTE_MS
const MERGE_MS = 60 * SECOND_MS

/** Raises orders on r1, r2, …, a second apart. @returns their ids. */
async function raiseAll(bench: DispatchBench, routes: number, change: (route: number) => object = () => ({})) {
  const ids: string[] = []
  for (let route = 1; route <= routes; route++) {
    const order = await bench.raise({ routeId: `r${route}`, ...change(route) })
    ids.push(order?.id ?? '')
    await bench.advance(SECOND_MS)
  }
  return ids
}

/** Each call-out as contractor and routes, oldest first. */
async function callOuts(bench: DispatchBench): Promise<string[]> {
  const all = (await listCallOuts(bench.db, { limit: 100 })).toReversed()
  const texts: string[] = []
  for (const { id, contractorId } of all) {
    const { items } = await requireCallOut(bench.db, id)
    texts.push(`${contractorId}: ${items.map((it) => `${it.order.routeId} ${it.offer.state}`).join(', ')}`)
  }
  return texts
}

async function newest(bench: DispatchBench, contractorId = 'c1'): Promise<string> {
  return (await listCallOuts(bench.db, { contractorId, limit: 1 }))[0]?.id ?? ''
}

describe('what joins a call-out', () => {
  test('several routes of one contractor within the time, the most urgent first', async () => {
    const bench = await openDispatch({ routes: 4 })
    const { db } = bench
    await db.updateTable('routes').set({ plow_minutes: 90 }).where('id', '=', 'r3').execute()
    await db.updateTable('routes').set({ deadline: null }).where('id', '=', 'r1').execute()
    await raiseAll(bench, 4, (route) => ({ priority: route === 4 ? 1 : 5 }))
    expect(await callOuts(bench)).toEqual(['c1: r4 open, r3 open, r2 open, r1 open'])
  })

  test('each order keeps an answer time of its own; the call-out lasts until the last of them', async () => {
    const bench = await openDispatch({ routes: 3 })
    const startMs = bench.clock.now()
    await raiseAll(bench, 3, (route) => ({ respondMin: route === 2 ? 20 : RESPOND_MIN }))
    const { callOut, items } = await requireCallOut(bench.db, await newest(bench))
    expect(callOut).toMatchObject({ createdAtMs: startMs, respondByMs: startMs + SECOND_MS + 20 * MINUTE_MS })
    expect(items.map((it) => it.offer.respondByMs - it.offer.createdAtMs).toSorted((a, b) => a - b)).toEqual([
      RESPOND_MS,
      RESPOND_MS,
      20 * MINUTE_MS,
    ])
  })

  test.each([
    { afterMs: MERGE_MS - 1, want: 1 },
    { afterMs: MERGE_MS, want: 2 },
  ])('an order $afterMs ms later makes $want call-outs', async ({ afterMs, want }) => {
    const bench = await openDispatch({ routes: 2 })
    await bench.raise({ routeId: 'r1' })
    await bench.advance(afterMs)
    await bench.raise({ routeId: 'r2' })
    expect(await callOuts(bench)).toHaveLength(want)
  })

  test('not one of another level, nor one that was answered', async () => {
    const bench = await openDispatch({ routes: 3 })
    const first = await bench.raise({ routeId: 'r1' })
    await bench.raise({ routeId: 'r2', level: 'standby' })
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(first?.id ?? ''), actor: C1 })
    await bench.raise({ routeId: 'r3' })
    expect(await callOuts(bench)).toEqual(['c1: r1 accepted', 'c1: r2 open', 'c1: r3 open'])
  })

  test('a policy of none makes each order a call-out of its own', async () => {
    const bench = await openDispatch({ routes: 2 })
    const [one] = await raiseAll(bench, 1)
    const policy = { mergeMs: 0, warnMs: 0, graceMs: 0 }
    await declineOffer({ ...bench.ctx, policy }, { offerId: await bench.openOffer(one ?? ''), actor: C1 })
    const other = await bench.raise({ routeId: 'r2' })
    await declineOffer({ ...bench.ctx, policy }, { offerId: await bench.openOffer(other?.id ?? ''), actor: C1 })
    expect(await callOuts(bench)).toEqual(['c1: r1 declined', 'c2: r1 open', 'c1: r2 declined', 'c2: r2 open'])
  })
})

describe('an answer', () => {
  test('takes everything at once, and may be repeated', async () => {
    const bench = await openDispatch({ routes: 3 })
    const ids = await raiseAll(bench, 3)
    const callOutId = await newest(bench)
    const { callOut, items } = await acceptCallOut(bench.ctx, { callOutId, actor: C1 })
    expect(items.map((it) => `${it.order.state} ${it.order.contractorId}`)).toEqual(Array(3).fill('accepted c1'))
    expect(callOut.answeredAtMs).toBe(bench.clock.now())
    const events = await listEvents(bench.db, { limit: 100 })
    await bench.advance(MINUTE_MS)
    await acceptCallOut(bench.ctx, { callOutId, actor: C1 })
    expect(await listEvents(bench.db, { limit: 100 })).toEqual(events)
    for (const id of ids) expect((await requireOrder(bench.db, id)).state).toBe('accepted')
  })

  test('for some of it leaves the rest open, and the ladder goes on order by order', async () => {
    const bench = await openDispatch({ routes: 3 })
    const [first = '', second = '', third = ''] = await raiseAll(bench, 3)
    const callOutId = await newest(bench)
    await acceptCallOut(bench.ctx, { callOutId, actor: C1, orderIds: [second] })
    expect(await callOuts(bench)).toEqual(['c1: r1 open, r2 accepted, r3 open'])
    await declineCallOut(bench.ctx, { callOutId, actor: C1, orderIds: [first], code: 'no-crew' })
    await declineCallOut(bench.ctx, { callOutId, actor: C1, orderIds: [third], reason: 'too far' })
    expect(await callOuts(bench)).toEqual(['c1: r1 declined, r2 accepted, r3 declined', 'c2: r1 open, r3 open'])
    const { items } = await requireCallOut(bench.db, callOutId)
    expect(items.map((it) => [it.offer.declineCode, it.offer.reason])).toEqual([
      ['no-crew', null],
      [null, null],
      [null, 'too far'],
    ])
  })

  test('declined as a whole makes one call-out of the next contractor, and in the end an alarm each', async () => {
    const bench = await openDispatch({ routes: 2 })
    const ids = await raiseAll(bench, 2)
    await declineCallOut(bench.ctx, { callOutId: await newest(bench), actor: C1 })
    await declineCallOut(bench.ctx, { callOutId: await newest(bench, 'c2'), actor: C2 })
    expect(await callOuts(bench)).toEqual(['c1: r1 declined, r2 declined', 'c2: r1 declined, r2 declined'])
    for (const id of ids) expect((await requireOrder(bench.db, id)).alarmAtMs).toBe(bench.clock.now())
  })

  test('takes what is left when part of it was taken back', async () => {
    const bench = await openDispatch({ routes: 2 })
    const [first = ''] = await raiseAll(bench, 2)
    const callOutId = await newest(bench)
    await withdrawOrder(bench.ctx, { orderId: first, actor: OFFICER, reason: 'thaw' })
    const { items } = await acceptCallOut(bench.ctx, { callOutId, actor: C1 })
    expect(items.map((it) => it.offer.state)).toEqual(['withdrawn', 'accepted'])
  })

  test('comes too late when nothing is left, and says what became of it', async () => {
    const bench = await openDispatch({ routes: 2 })
    const ids = await raiseAll(bench, 2)
    const callOutId = await newest(bench)
    for (const orderId of ids) await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'thaw' })
    const late = acceptCallOut(bench.ctx, { callOutId, actor: C1 })
    await expect(late).rejects.toMatchObject({
      code: 'conflict',
      message: `call-out ${callOutId} is withdrawn and can no longer be accepted`,
    })
  })

  test('for what the call-out does not ask is refused, and nothing of it is done', async () => {
    const bench = await openDispatch({ routes: 3 })
    const [first = '', second = ''] = await raiseAll(bench, 2)
    const callOutId = await newest(bench)
    const other = await bench.raise({ routeId: 'r3', level: 'standby' })
    const orderIds = [first, other?.id ?? '']
    await expect(acceptCallOut(bench.ctx, { callOutId, actor: C1, orderIds })).rejects.toMatchObject({
      code: 'not-found',
    })
    for (const id of [first, second]) expect((await requireOrder(bench.db, id)).state).toBe('requested')
    await expect(acceptCallOut(bench.ctx, { callOutId: 'none', actor: C1 })).rejects.toMatchObject({
      code: 'not-found',
      message: 'there is no call-out none',
    })
  })
})

test('reading is noted once, for every offer of it, and again when something joined', async () => {
  const bench = await openDispatch({ routes: 3 })
  await raiseAll(bench, 2)
  const callOutId = await newest(bench)
  const readAtMs = bench.clock.now()
  for (const _ of [1, 2]) await readCallOut(bench.ctx, { callOutId, actor: C1 })
  const reads = async () => (await listEvents(bench.db, { limit: 100 })).filter((it) => it.type === 'offer.read').length
  expect(await reads()).toBe(2)
  expect((await requireCallOut(bench.db, callOutId)).callOut.readAtMs).toBe(readAtMs)
  await bench.raise({ routeId: 'r3' })
  expect((await requireCallOut(bench.db, callOutId)).callOut.readAtMs).toBeNull()
  const { items } = await readCallOut(bench.ctx, { callOutId, actor: C1 })
  expect(items.every((it) => it.offer.readAtMs !== null)).toBe(true)
  expect(await reads()).toBe(3)
})
