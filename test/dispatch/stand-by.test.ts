import { describe, expect, test } from 'vitest'
import { acceptOffer, approveOrder, declineOffer, startOrder, withdrawOrder } from '../../src/dispatch/commands.ts'
import { releaseOrder } from '../../src/dispatch/release-order.ts'
import { requireOrder } from '../../src/dispatch/require.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listPasses } from '../../src/store/passes/list-passes.ts'
import { upsertRoster } from '../../src/store/roster/upsert-roster.ts'
import { C1, C2, type DispatchBench, OFFICER, openDispatch } from '../support/dispatch.ts'
import { AUTHORITY } from '../support/district.ts'

const RULE = { kind: 'rule', id: 'standby-5@1' } as const

/** A stand-by that c2 has taken after c1 declined. */
async function standingBy(bench: DispatchBench, started = false): Promise<string> {
  const orderId = (await bench.raise({ level: 'standby' }))?.id ?? ''
  await declineOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
  await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C2 })
  if (started) await startOrder(bench.ctx, { orderId, actor: C2 })
  await bench.advance(MINUTE_MS)
  return orderId
}

async function askedFor(bench: DispatchBench, orderId: string): Promise<string[]> {
  return (await listOffers(bench.db, { orderId, limit: 10 })).toReversed().map((it) => `${it.contractorId} ${it.rank}`)
}

describe('a dispatch where somebody stands by', () => {
  test.each([{ started: false }, { started: true }])(
    'asks that contractor first and completes its stand-by (begun: $started)',
    async ({ started }) => {
      const bench = await openDispatch()
      const standbyId = await standingBy(bench, started)
      const dispatchId = (await bench.raise())?.id ?? ''
      expect(await askedFor(bench, dispatchId)).toEqual(['c2 2'])
      await acceptOffer(bench.ctx, { offerId: await bench.openOffer(dispatchId), actor: C2 })
      expect(await requireOrder(bench.db, standbyId)).toMatchObject({
        state: 'completed',
        closedReason: 'turned-into-dispatch',
        completedAtMs: bench.clock.now(),
      })
      expect(await requireOrder(bench.db, dispatchId)).toMatchObject({ state: 'accepted', contractorId: 'c2' })
      expect(await listPasses(bench.db, 'r1', 0)).toEqual([])
      expect((await bench.outbox()).filter((it) => it === 'c2 order.updated')).toHaveLength(1)
    },
  )

  test('asks it although it is off duty by then, or no longer on the roster', async () => {
    const bench = await openDispatch()
    await standingBy(bench)
    const c1 = { contractorId: 'c1', rank: 1, blockId: 'b1', routeId: null, fromMs: null, toMs: null }
    const entries = [{ ...c1, days: null, fromTime: null, toTime: null }]
    await bench.db.transaction().execute((trx) => upsertRoster(trx, AUTHORITY, entries))
    const dispatchId = (await bench.raise({ state: 'proposed' }))?.id ?? ''
    await approveOrder(bench.ctx, { orderId: dispatchId, actor: OFFICER })
    expect(await askedFor(bench, dispatchId)).toEqual(['c2 0'])
    await declineOffer(bench.ctx, { offerId: await bench.openOffer(dispatchId), actor: C2 })
    expect(await askedFor(bench, dispatchId)).toEqual(['c2 0', 'c1 1'])
  })

  test('releases the stand-by when another contractor takes it', async () => {
    const bench = await openDispatch()
    const standbyId = await standingBy(bench)
    const dispatchId = (await bench.raise())?.id ?? ''
    await declineOffer(bench.ctx, { offerId: await bench.openOffer(dispatchId), actor: C2 })
    expect((await requireOrder(bench.db, standbyId)).state).toBe('accepted')
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(dispatchId), actor: C1 })
    expect(await requireOrder(bench.db, standbyId)).toMatchObject({
      state: 'withdrawn',
      closedReason: 'dispatch-taken-by-another',
    })
    expect(await bench.outbox()).toContain('c2 order.withdrawn')
  })

  test('ends a stand-by that nobody has taken, on its own route alone', async () => {
    const bench = await openDispatch({ routes: 2 })
    const open = (await bench.raise({ level: 'standby' }))?.id ?? ''
    const elsewhere = (await bench.raise({ level: 'standby', routeId: 'r2' }))?.id ?? ''
    const dispatchId = (await bench.raise())?.id ?? ''
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(dispatchId), actor: C1 })
    expect((await requireOrder(bench.db, open)).state).toBe('withdrawn')
    expect(await bench.openOffer(open)).toBe('')
    expect((await requireOrder(bench.db, elsewhere)).state).toBe('requested')
  })

  test('a stand-by that is taken while the dispatch runs ends no dispatch', async () => {
    const bench = await openDispatch()
    const dispatchId = (await bench.raise())?.id ?? ''
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(dispatchId), actor: C1 })
    const standbyId = (await bench.raise({ level: 'standby' }))?.id ?? ''
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(standbyId), actor: C1 })
    expect((await requireOrder(bench.db, dispatchId)).state).toBe('accepted')
  })
})

describe('a rule that no longer holds', () => {
  const release = (bench: DispatchBench, orderId: string) =>
    bench.db
      .transaction()
      .execute((trx) => releaseOrder(trx, orderId, { actor: RULE, reason: 'snow stopped', nowMs: bench.clock.now() }))

  test('what an officer ordered, and the rule found there, stays', async () => {
    const bench = await openDispatch()
    const orderId = (await bench.raise({ reason: '通報' }))?.id ?? ''
    expect(await release(bench, orderId)).toBe('left')
    expect(await requireOrder(bench.db, orderId)).toMatchObject({ state: 'requested', noLongerNeededAtMs: null })
    expect(await bench.openOffer(orderId)).not.toBe('')
  })

  test.each([
    { level: 'dispatch', state: 'proposed', to: 0, want: 'withdrawn' },
    { level: 'dispatch', state: 'requested', to: 0, want: 'withdrawn' },
    { level: 'dispatch', state: 'requested', to: 1, want: 'no-longer-needed' },
    { level: 'dispatch', state: 'requested', to: 2, want: 'left' },
    { level: 'standby', state: 'requested', to: 0, want: 'withdrawn' },
    { level: 'standby', state: 'requested', to: 1, want: 'withdrawn' },
    { level: 'standby', state: 'requested', to: 2, want: 'no-longer-needed' },
  ] as const)('$level, born $state, $to steps on: $want', async ({ level, state, to, want }) => {
    const bench = await openDispatch()
    const orderId = (await bench.raise({ level, state }))?.id ?? ''
    if (to >= 1) await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
    if (to >= 2) await startOrder(bench.ctx, { orderId, actor: C1 })
    const before = await requireOrder(bench.db, orderId)
    expect(await release(bench, orderId)).toBe(want)
    const after = await requireOrder(bench.db, orderId)
    expect(after.state).toBe(want === 'withdrawn' ? 'withdrawn' : before.state)
    const told = state === 'requested' && want === 'withdrawn'
    expect((await bench.outbox()).includes('c1 order.withdrawn')).toBe(told)
  })

  test('leaves a crew that is on its way to an officer, who is told once', async () => {
    const bench = await openDispatch()
    const orderId = (await bench.raise())?.id ?? ''
    await acceptOffer(bench.ctx, { offerId: await bench.openOffer(orderId), actor: C1 })
    const results = [await release(bench, orderId), await release(bench, orderId)]
    expect(results).toEqual(['no-longer-needed', 'left'])
    expect(await requireOrder(bench.db, orderId)).toMatchObject({
      state: 'accepted',
      noLongerNeededAtMs: bench.clock.now(),
    })
    const notes = (await listEvents(bench.db, { limit: 100 })).filter((it) => it.type === 'order.no-longer-needed')
    expect(notes).toMatchObject([{ subject: orderId, actor: 'rule:standby-5@1', data: { reason: 'snow stopped' } }])
    await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'snow stopped' })
    expect(await bench.outbox()).toContain('c1 order.withdrawn')
  })

  test('leaves what is over, and what never was', async () => {
    const bench = await openDispatch()
    const orderId = (await bench.raise())?.id ?? ''
    await withdrawOrder(bench.ctx, { orderId, actor: OFFICER, reason: 'thaw' })
    expect([await release(bench, orderId), await release(bench, 'none')]).toEqual(['left', 'left'])
  })
})
