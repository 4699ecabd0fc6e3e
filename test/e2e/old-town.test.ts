import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { startContractors } from '../../firmware-sim/contractor.ts'
import { replayCsv } from '../../firmware-sim/replay.ts'
import { isOpen } from '../../src/domain/order.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { listDecisions } from '../../src/store/decisions/list-decisions.ts'
import { listDeliveries } from '../../src/store/deliveries/list-deliveries.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import { AUTHORITY, addCriterion, smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { simulatedClock, testService } from '../support/service.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'

const FILE = 'depth/oldtown_hw_2018-11_2020-06.csv'
const FROM = '2019-01-10T00:00:00Z'
const TO = '2019-02-09T00:00:00Z'
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const MOUNT_HEIGHT_MM = 1810

function recordedRows(): string[][] {
  const rows = readFileSync(sharedData(FILE), 'utf8').trim().split('\n').slice(1)
  return rows.map((row) => row.split(',')).filter(([time = '']) => time >= FROM && time < TO)
}

test.skipIf(lacksSharedData(FILE))(
  '30 recorded winter days over real MQTT: everything stored, each storm one order',
  async () => {
    const clock = simulatedClock(FROM)
    const before = clock.hold()
    const service = await testService({ clock })
    const { tokens } = await smallDistrict(service.db, {
      mountHeightMm: MOUNT_HEIGHT_MM,
      intervalS: 3600,
      webhookSecret: SECRET,
    })
    await addCriterion(service.db, { rule: { triggerCm: 5, releaseCm: 2, sustainMin: 60, staleMin: 180 } })
    const { key } = await createApiKey(service.db, {
      authorityId: AUTHORITY,
      role: 'contractor',
      scopes: ['*'],
      contractorId: 'c1',
      label: '',
      nowMs: 0,
    })
    const passes: number[] = []
    const contractors = await startContractors({
      contractors: [{ id: 'c1', path: '/c1', secret: SECRET, apiKey: key }],
      port: 0,
      api: service.httpUrl ?? '',
      clock,
      seed: 1,
      onPlow: (_route, atMs) => passes.push(atMs),
    })
    onTestFinished(() => contractors.stop())
    await service.db
      .updateTable('contractors')
      .set({ webhook_url: contractors.urlOf('c1') })
      .where('id', '=', 'c1')
      .execute()
    const device = await connectDevice(service.mqttUrl ?? '', 'r1-a', tokens['r1-a'] ?? '', { clientId: 'second' })
    for (const poison of ['{"seq":', 'NaN', '{"distance_mm":"?"}']) await publishReading(device, 'r1-a', poison)
    before[Symbol.dispose]()

    const played = await replayCsv({
      broker: service.mqttUrl ?? '',
      device: 'r1-a',
      token: tokens['r1-a'] ?? '',
      path: sharedData(FILE),
      fromMs: Date.parse(FROM),
      toMs: Date.parse(TO),
      clock,
    })
    const after = clock.hold()
    await service.settled()

    const rows = recordedRows()
    expect(rows).toHaveLength(702)
    expect(played).toMatchObject({ rows: 702, acked: 702, buffered: 0 })
    const readings = await service.readings.readings({
      deviceId: 'r1-a',
      fromMs: 0,
      toMs: Number.MAX_SAFE_INTEGER,
      limit: 10_000,
    })
    expect(readings.map((it) => it.atMs)).toEqual(rows.map(([time = '']) => Date.parse(time)))
    expect(await service.readings.counts()).toMatchObject({ readings: 702, quarantined: 3 })

    // Every reading is judged; the depth is the logger's own compensation to a millimetre or two.
    expect(readings.every((it) => it.flags?.length === 8)).toBe(true)
    const [, , , , loggerDistance] = rows[10] ?? []
    expect(readings[10]?.judgedDepthMm).toBeCloseTo(MOUNT_HEIGHT_MM - Number(loggerDistance) * 1000, -1)
    const rejected = readings.filter((it) => !it.accepted)
    expect(rejected.length).toBe(REJECTED)
    expect(rejected.every((it) => /[349]/.test(it.flags ?? ''))).toBe(true)

    // 20 January brought 15 cm, and so a second call-out on the baseline of the first; 30 January brought 6 cm.
    const orders = (await listOrders(service.db, { limit: 100 })).reverse()
    const days = orders.map((it) => new Date(it.createdAtMs).toISOString().slice(0, 10))
    expect(days).toEqual(['2019-01-20', '2019-01-20', '2019-01-30'])
    expect(orders.every((it) => it.state === 'completed' && it.contractorId === 'c1')).toBe(true)
    expect(orders.filter((it) => isOpen(it.state))).toEqual([])
    expect(passes).toEqual(orders.map((it) => it.completedAtMs))
    expect(await listOffers(service.db, { limit: 100 })).toHaveLength(3)
    const fired = (await listDecisions(service.db, { limit: 1000 })).filter((it) => it.result === 'fire')
    expect(fired.map((it) => it.orderId).reverse()).toEqual(orders.map((it) => it.id))
    const deliveries = await listDeliveries(service.db, { contractorId: 'c1', limit: 100 })
    expect(deliveries.map((it) => it.state)).toEqual(['delivered', 'delivered', 'delivered'])
    expect(contractors.statsOf('c1')).toMatchObject({
      received: 3,
      verified: 3,
      rejected: 0,
      duplicates: 0,
      errors: [],
    })
    after[Symbol.dispose]()
  },
  300_000,
)

/** Readings without an echo in these 30 days (the logger's gaps of 10 and 11 January). */
const REJECTED = 6
