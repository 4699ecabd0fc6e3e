import { expect, test } from 'vitest'
import { PLAIN_JSON } from '../../src/domain/device.ts'
import type { Service } from '../../src/service.ts'
import { openDatabase } from '../../src/store/database.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { smallDistrict } from '../support/district.ts'
import { connectDevice, publishReading } from '../support/mqtt.ts'
import { testService } from '../support/service.ts'

const DEVICE = 'r1-a'

const pack = (seq: number) => [
  { bt: Math.floor(Date.now() / 1000), n: 'distance', u: 'm', v: 1.873 },
  { n: 'seq', v: seq },
]

/** Registered anew from another process, as by the command line. */
async function speakSenml(dataDir: string): Promise<void> {
  const db = await openDatabase(dataDir)
  const device = await findDevice(db, DEVICE)
  if (device === undefined) throw new Error('the device is not registered')
  await upsertDevice(db, { ...device, ...PLAIN_JSON, codec: 'senml' }, 0)
  await db.destroy()
}

async function seqsOf(service: Service): Promise<(number | null)[]> {
  const readings = await service.readings.readings({ deviceId: DEVICE, fromMs: 0, toMs: 1e15, limit: 100 })
  return readings.map((it) => it.seq)
}

test('a device registered for SenML is read as such, from its first message on', async () => {
  const service = await testService()
  const { tokens } = await smallDistrict(service.db)
  await speakSenml(service.dataDir)
  const client = await connectDevice(service.mqttUrl ?? '', DEVICE, tokens[DEVICE] ?? '')
  await publishReading(client, DEVICE, pack(1))
  expect(await seqsOf(service)).toEqual([1])
  await publishReading(client, DEVICE, { seq: 2, distance_mm: 1900 })
  const [item] = await service.readings.quarantine({ limit: 10 })
  expect(item).toMatchObject({ deviceId: DEVICE, codec: 'senml', reason: expect.stringContaining('array') })
})

test('a connected device whose codec is changed is read by it soon, without connecting again', async () => {
  const service = await testService()
  const { tokens } = await smallDistrict(service.db)
  const client = await connectDevice(service.mqttUrl ?? '', DEVICE, tokens[DEVICE] ?? '')
  await publishReading(client, DEVICE, { seq: 1, distance_mm: 1900 })
  await publishReading(client, DEVICE, pack(2))
  expect(await seqsOf(service)).toEqual([1])
  await speakSenml(service.dataDir)
  let seq = 3
  const say = async () => {
    await publishReading(client, DEVICE, pack(seq++))
    return (await seqsOf(service)).length
  }
  await expect.poll(say, { timeout: 15_000, interval: 300 }).toBeGreaterThan(1)
  expect(client.connected).toBe(true)
})
