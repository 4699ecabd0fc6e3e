import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { Decider } from '../../src/decide/decider.ts'
import { SensorTracker } from '../../src/decide/sensor-tracker.ts'
import { acceptOffer, type CommandContext, completeOrder, startOrder } from '../../src/dispatch/commands.ts'
import type { Actor } from '../../src/domain/order.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { Db } from '../../src/store/database.ts'
import { listDecisions } from '../../src/store/decisions/list-decisions.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import { steppedClock } from '../support/clock.ts'
import { addCriterion, smallDistrict } from '../support/district.ts'
import { frame } from '../support/frames.ts'
import { START_MS } from '../support/sensor.ts'
import { testDatabase, testReadings } from '../support/stores.ts'

interface Night {
  readonly db: Db
  readonly ctx: CommandContext
  /** One reading of r1's sensor every ten minutes, each judged as it comes. */
  snow(depthsCm: readonly number[]): Promise<void>
  accept(): Promise<void>
  /** The order that is open on r1: taken by whoever is asked, begun and done. */
  plow(): Promise<void>
}

/** The decider and dispatch together on real stores; the first reading comes ten hours after START_MS. */
async function openNight(): Promise<Night> {
  const db = await testDatabase()
  const store = await testReadings()
  await smallDistrict(db, {})
  const { clock, advance } = steppedClock(new Date(START_MS + 10 * HOUR_MS).toISOString())
  const tracker = new SensorTracker(db, store, 48 * HOUR_MS)
  const decider = new Decider({ db, clock, log: pino({ level: 'silent' }), tracker, onDecided() {} })
  onTestFinished(() => decider.stop())
  store.onIndexed((changes) => decider.readingsIndexed(changes))
  const passRecorded = (routeId: string) => decider.passRecorded(routeId)
  const ctx: CommandContext = { db, clock, nudges: { deliver() {}, passRecorded } }
  const openOrder = async () => (await listOrders(db, { routeId: 'r1', openOnly: true, limit: 1 }))[0]?.id ?? ''
  const accept = async () => {
    const [offer] = await listOffers(db, { orderId: await openOrder(), state: 'open', limit: 1 })
    await acceptOffer(ctx, { offerId: offer?.id ?? '', actor: crew(offer?.contractorId) })
  }
  let seq = 0
  return {
    db,
    ctx,
    accept,
    async snow(depthsCm) {
      for (const depthCm of depthsCm) {
        await advance(10 * MINUTE_MS)
        await decider.settled()
        const minutes = (clock.now() - START_MS) / MINUTE_MS
        await store.append([frame('r1-a', { seq: seq++, minutes, depthCm }, minutes)])
        await store.settled()
        await decider.settled()
      }
    },
    async plow() {
      await accept()
      const orderId = await openOrder()
      await startOrder(ctx, { orderId, actor: crew('c1') })
      await advance(40 * MINUTE_MS)
      await completeOrder(ctx, { orderId, actor: crew('c1') })
      await decider.settled()
    },
  }
}

function crew(contractorId: string | undefined): Actor {
  return { kind: 'contractor', id: contractorId ?? 'nobody' }
}

async function states(db: Db): Promise<string[]> {
  return (await listOrders(db, { routeId: 'r1', limit: 10 })).toReversed().map((it) => it.state)
}

const FIRST_SNOW = [0, 0, 0, 3, 6, 9, 12, 12, 12, 12]

test('the second call-out of a night counts from the first one’s pass', async () => {
  const night = await openNight()
  await addCriterion(night.db)
  await night.snow(FIRST_SNOW)
  expect(await states(night.db)).toEqual(['requested'])
  await night.plow()
  // plowed to 2 cm; what falls then is below the trigger at first, though the depth soon is not far from it
  await night.snow([2, 2, 2, 5, 8, 11, 11, 11])
  expect(await states(night.db)).toEqual(['completed'])
  await night.snow([13, 14, 14, 14, 14])
  expect(await states(night.db)).toEqual(['completed', 'requested'])
  const decisions = (await listDecisions(night.db, { routeId: 'r1', limit: 100 })).toReversed()
  const turns = decisions.map((it) => it.result).filter((it) => it === 'fire' || it === 'release')
  expect(turns).toEqual(['fire', 'release', 'fire'])
  const [second] = await listOrders(night.db, { routeId: 'r1', openOnly: true, limit: 1 })
  expect(second?.decisionId).toBe(decisions.findLast((it) => it.result === 'fire')?.id)
  await night.plow()
  expect(await states(night.db)).toEqual(['completed', 'completed'])
  expect(await night.db.selectFrom('passes').selectAll().execute()).toHaveLength(2)
})

test('snow that stops before anybody has taken the order takes it back', async () => {
  const night = await openNight()
  await addCriterion(night.db)
  await night.snow(FIRST_SNOW)
  await night.snow([9, 6, 3, 1, 0, 0, 0])
  expect(await states(night.db)).toEqual(['withdrawn'])
})

test('snow that stops before the crew has begun is an officer’s to decide', async () => {
  const night = await openNight()
  await addCriterion(night.db)
  await night.snow(FIRST_SNOW)
  await night.accept()
  await night.snow([9, 6, 3, 1, 0, 0, 0])
  expect(await states(night.db)).toEqual(['accepted'])
  const notes = (await listEvents(night.db, { limit: 1000 })).filter((it) => it.type === 'order.no-longer-needed')
  expect(notes).toMatchObject([{ actor: 'rule:dispatch-10@1', data: { contractorId: 'c1' } }])
  expect(notes[0]?.data.reason).toMatch(/fallen below/)
})

test('who stands by is called out when it comes to that', async () => {
  const night = await openNight()
  await addCriterion(night.db, { id: 'standby-4', level: 'standby', rule: { triggerCm: 4, releaseCm: 1 } })
  await addCriterion(night.db)
  await night.snow([0, 0, 0, 3, 6, 6, 6, 6])
  await night.accept()
  await night.snow([9, 12, 12, 12, 12])
  await night.accept()
  const orders = await listOrders(night.db, { routeId: 'r1', limit: 10 })
  expect(orders.toReversed().map((it) => [it.level, it.state, it.closedReason])).toEqual([
    ['standby', 'completed', 'turned-into-dispatch'],
    ['dispatch', 'accepted', null],
  ])
})
