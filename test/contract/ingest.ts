import type { MqttClient } from 'mqtt'
import { describe, expect, test } from 'vitest'
import type { Service } from '../../src/service.ts'
import { publishReading, readingTopic } from '../support/mqtt.ts'

export interface IngestSetup {
  readonly service: Service
  /** A connection of a registered device (r1-a or r2-a), wherever devices connect to. */
  connect(deviceId: string): Promise<MqttClient>
}

const DEVICE = 'r1-a'

/**
 * What holds whichever broker devices talk to: the embedded one, or an external one the service consumes from.
 * @param open a running service with devices r1-a and r2-a.
 */
export function ingestContract(open: () => Promise<IngestSetup>, options: { skip: boolean }): void {
  const run = options.skip ? test.skip : test

  async function stored(service: Service, deviceId = DEVICE) {
    const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 10_000 }
    return service.readings.readings({ deviceId, ...all })
  }

  async function expectStillGood(service: Service, client: MqttClient) {
    await publishReading(client, DEVICE, { boot: 'after', seq: 1, distance_mm: 1900 })
    await expect.poll(async () => (await stored(service)).filter((it) => it.boot === 'after').length).toBe(1)
  }

  describe('stores', () => {
    run('a reading as it was sent', async () => {
      const { service, connect } = await open()
      const body = { boot: 'b', seq: 17, at: 1_768_863_000_000, distance_mm: 1873, air_temp_c: -4.2, note: 'x' }
      await publishReading(await connect(DEVICE), DEVICE, body)
      await expect
        .poll(() => stored(service))
        .toMatchObject([
          { boot: 'b', seq: 17, atMs: 1_768_863_000_000, distanceMm: 1873, airTempC: -4.2, extra: { note: 'x' } },
        ])
    })

    run('readings of several devices in one array each, whatever their QoS', async () => {
      const { service, connect } = await open()
      for (const [qos, deviceId] of [DEVICE, DEVICE, 'r2-a'].entries()) {
        const body = [0, 1, 2].map((seq) => ({ boot: `q${qos}`, seq, distance_mm: 1900 }))
        const client = await connect(deviceId)
        await client.publishAsync(readingTopic(deviceId), JSON.stringify(body), { qos: qos as 0 | 1 | 2 })
        await client.endAsync()
      }
      await expect.poll(async () => (await stored(service)).length).toBe(6)
      await expect.poll(async () => (await stored(service, 'r2-a')).length).toBe(3)
    })

    run('the same reading once, however often it comes', async () => {
      const { service, connect } = await open()
      const client = await connect(DEVICE)
      for (let turn = 0; turn < 5; turn++)
        await publishReading(client, DEVICE, { boot: 'b', seq: 1, distance_mm: 1900 })
      await expectStillGood(service, client)
      expect((await stored(service)).filter((it) => it.boot === 'b')).toHaveLength(1)
    })

    run('the latest status', async () => {
      const { service, connect } = await open()
      const client = await connect(DEVICE)
      await client.publishAsync(`yukiban/v1/${DEVICE}/status`, '{"state":"online"}', { qos: 1, retain: true })
      await expect
        .poll(async () => (await service.readings.deviceStatus(DEVICE))?.statusJson)
        .toBe('{"state":"online"}')
    })
  })

  describe('quarantines and goes on', () => {
    run.each([
      { name: 'truncated JSON', payload: '{"seq":1,"at":17', reason: /not valid JSON/ },
      { name: 'a text for a number', payload: '{"seq":1,"distance_mm":"far"}', reason: /distance_mm must be a number/ },
      { name: 'an empty payload', payload: '', reason: /not valid JSON/ },
      { name: 'too many bytes', payload: 'x'.repeat(200_000), reason: /payload of 200000 bytes is longer than 65536/ },
      { name: 'bytes that are no text', payload: Buffer.from([0xff, 0xfe, 0x00, 0x80]), reason: /JSON|UTF-8|text/i },
    ])('$name', async ({ payload, reason }) => {
      const { service, connect } = await open()
      const client = await connect(DEVICE)
      await publishReading(client, DEVICE, payload)
      await expectStillGood(service, client)
      expect(await service.readings.quarantine({ limit: 10 })).toMatchObject([
        { deviceId: DEVICE, sizeBytes: payload.length, reason: expect.stringMatching(reason) },
      ])
      expect(await stored(service)).toHaveLength(1)
    })
  })

  run('what a device publishes as another is nobody’s reading', async () => {
    const { service, connect } = await open()
    const client = await connect(DEVICE)
    await client.publishAsync(readingTopic('r2-a'), '{"seq":1,"distance_mm":1000}', { qos: 1 })
    await client.endAsync()
    await expectStillGood(service, await connect(DEVICE))
    expect(await stored(service, 'r2-a')).toEqual([])
    expect(await stored(service)).toHaveLength(1)
  })

  run('a reading with an implausible time is stored at our time', async () => {
    const { service, connect } = await open()
    const client = await connect(DEVICE)
    await publishReading(client, DEVICE, { seq: 1, at: Date.parse('2099-01-01T00:00:00Z'), distance_mm: 1900 })
    await expect.poll(() => stored(service)).toMatchObject([{ timeSource: 'receiver-implausible' }])
  })
}
