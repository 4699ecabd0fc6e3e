import { expect, test } from 'vitest'
import { acceptOffer, completeOrder, startOrder } from '../../src/dispatch/commands.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listDecisions } from '../../src/store/decisions/list-decisions.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import { addCriterion, smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { steppedClock, testService } from '../support/service.ts'

const CONTRACTOR = { kind: 'contractor', id: 'c1' } as const

test('snow over MQTT becomes one order, which a contractor accepts, starts and completes', async () => {
  const { clock, advance } = steppedClock('2026-01-20T13:00:00Z')
  const service = await testService({ clock })
  const { tokens } = await smallDistrict(service.db)
  await addCriterion(service.db)
  const device = await connectDevice(service.mqttUrl ?? '', 'r1-a', tokens['r1-a'] ?? '')
  let seq = 0
  const say = async (depthCm: number) => {
    await advance(10 * MINUTE_MS)
    const body = { boot: 'b', seq: seq++, at: clock.now(), distance_mm: 2000 - depthCm * 10, air_temp_c: 0 }
    await publishReading(device, 'r1-a', body)
    await service.settled()
  }
  for (const depthCm of [0, 0, 0, 2, 4, 6, 8, 10, 12]) await say(depthCm)
  expect(await listOrders(service.db, { limit: 10 })).toHaveLength(0)
  for (let depthCm = 13; depthCm < 18 && (await listOrders(service.db, { limit: 10 })).length === 0; depthCm++) {
    await say(depthCm)
  }

  const [order, ...others] = await listOrders(service.db, { limit: 10 })
  expect(others).toHaveLength(0)
  expect(order).toMatchObject({ state: 'requested', routeId: 'r1', level: 'dispatch', criterionId: 'dispatch-10' })
  const [fired] = (await listDecisions(service.db, { limit: 100 })).filter((it) => it.result === 'fire')
  expect(fired).toMatchObject({ orderId: order?.id, reasons: [{ code: 'at-or-above-trigger', triggerCm: 10 }] })
  expect(fired?.evidence.sensors[0]).toMatchObject({
    device: 'r1-a',
    status: 'ok',
    readingIdentity: expect.stringMatching(/^b:/),
  })

  const [offer] = await listOffers(service.db, { limit: 10 })
  expect(offer).toMatchObject({ contractorId: 'c1', state: 'open', orderId: order?.id })
  await acceptOffer(service.commands, { offerId: offer?.id ?? '', actor: CONTRACTOR })
  await startOrder(service.commands, { orderId: order?.id ?? '', actor: CONTRACTOR })
  await completeOrder(service.commands, { orderId: order?.id ?? '', actor: CONTRACTOR })
  await service.settled()
  expect(await listOrders(service.db, { limit: 10 })).toMatchObject([{ state: 'completed', contractorId: 'c1' }])
  const state = await service.routeState('r1')
  expect(state?.treatment).toMatchObject({ lastPassSource: 'contractor', openOrders: [] })
  expect(state?.condition).toMatchObject({ status: 'known', depthSincePassCm: 0 })

  // The carriageway is clear: no second order until it has snowed again.
  for (const depthCm of [1, 1, 1, 2, 2]) await say(depthCm)
  expect(await listOrders(service.db, { limit: 10 })).toHaveLength(1)
  const [latest] = await listDecisions(service.db, { limit: 1 })
  expect(latest?.result).toBe('hold')
})
