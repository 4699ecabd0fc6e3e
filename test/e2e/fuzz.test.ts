import { expect, test } from 'vitest'
import { Fuzzer } from '../../bench/fault/fuzzer.ts'
import { seeded } from '../../bench/fault/mutate.ts'
import { smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { testService } from '../support/service.ts'

const MUTATED = 3000
const DEVICE = 'r1-a'

test('mutated packets and payloads: every well-formed publish is acknowledged and kept, and the service goes on', async () => {
  const service = await testService({ env: { YUKIBAN_MQTT_RATE_PER_S: '1000000', YUKIBAN_MQTT_RATE_BURST: '1000000' } })
  const { tokens } = await smallDistrict(service.db)
  const token = tokens[DEVICE] ?? ''
  const url = service.mqttUrl ?? ''
  const fuzzer = new Fuzzer(Number(new URL(url).port), { id: DEVICE, token }, seeded(7))
  while (fuzzer.counts.packets + fuzzer.counts.payloads < MUTATED) await fuzzer.round()
  const { packets, payloads, acknowledged, unanswered } = fuzzer.counts
  expect(packets).toBeGreaterThan(100)
  expect({ acknowledged, unanswered }).toEqual({ acknowledged: payloads, unanswered: 0 })
  const { frames, quarantined } = await service.readings.counts()
  expect(frames).toBeGreaterThanOrEqual(payloads)
  expect(quarantined).toBeGreaterThan(0)
  const client = await connectDevice(url, DEVICE, token)
  await publishReading(client, DEVICE, { boot: 'after', seq: 1, at: Date.now(), distance_mm: 1900 })
  expect((await fetch(`${service.httpUrl}/readyz`)).status).toBe(200)
}, 60_000)
