import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { smallDistrict } from './support/district.ts'
import { connectDevice, publishReading } from './support/mqtt.ts'
import { testService } from './support/service.ts'

async function scrape(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(url)).text()
  const lines = text.split('\n').filter((line) => line.startsWith('yukiban_'))
  return new Map(lines.map((line) => [line.split(/[ {]/)[0] ?? '', Number(line.split(' ').at(-1))]))
}

test('counts what happened, and docs/operations.md names every metric', async () => {
  const service = await testService({ env: { YUKIBAN_METRICS_PORT: '0' } })
  const { tokens } = await smallDistrict(service.db)
  const device = await connectDevice(service.mqttUrl ?? '', 'r1-a', tokens['r1-a'] ?? '')
  await publishReading(device, 'r1-a', { seq: 1, distance_mm: 1900 })
  await publishReading(device, 'r1-a', { seq: 1, distance_mm: 1900 })
  await publishReading(device, 'r1-a', 'poison')
  await service.settled()
  const metrics = await scrape(service.metricsUrl ?? '')
  expect(Object.fromEntries(metrics)).toMatchObject({
    yukiban_readings_total: 1,
    yukiban_duplicate_readings_total: 1,
    yukiban_quarantined_total: 1,
    yukiban_device_connections: 1,
    yukiban_accepting: 1,
    yukiban_open_orders: 0,
    yukiban_order_alarms: 0,
    yukiban_pending_deliveries: 0,
  })
  const documented = [
    ...readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8').matchAll(/\| `(yukiban_\w+)`/g),
  ]
  expect(documented.map((it) => it[1]).toSorted()).toEqual([...metrics.keys()].toSorted())
})
