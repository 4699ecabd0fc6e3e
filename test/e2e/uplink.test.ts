import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CODECS, type PayloadFormatName } from '../../src/decode/index.ts'
import type { Device } from '../../src/domain/device.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import type { Service } from '../../src/service.ts'
import { createApiKey } from '../../src/store/api-keys/create-api-key.ts'
import { releaseDevEuis } from '../../src/store/devices/release-dev-euis.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { AUTHORITY, smallDistrict } from '../support/district.ts'
import { chirpstackUp, dlMbxHex, em500Hex, ldds75Hex } from '../support/lorawan.ts'
import { sensor } from '../support/sensor.ts'
import { steppedClock, testService } from '../support/service.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'

const EUI = '24e124713b490001'
const EVERYTHING = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1000 }

const lora = (payloadFormat: PayloadFormatName, change: Partial<Device> = {}): Device =>
  sensor({ codec: 'chirpstack', payloadFormat, devEui: EUI, ...change })

async function gatewayOf(service: Service) {
  const grant = { authorityId: AUTHORITY, role: 'gateway', scopes: ['*'], contractorId: null } as const
  const { key } = await createApiKey(service.db, { ...grant, label: 'network server', nowMs: 0 })
  return (server: string, body: string) =>
    fetch(`${service.httpUrl}/api/v1/uplinks/${server}?event=up`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    })
}

test.each([
  { format: 'milesight-em500-udl', hex: em500Hex, port: 85 },
  { format: 'decentlab-dl-mbx', hex: dlMbxHex, port: 1 },
  { format: 'dragino-ldds75', hex: ldds75Hex, port: 2 },
] as const)(
  'uplinks of $format that ChirpStack posts become accepted depths, each once',
  async ({ format, hex, port }) => {
    const { clock, advance } = steppedClock('2026-01-20T13:00:00Z')
    const service = await testService({ clock })
    await smallDistrict(service.db)
    await upsertDevice(service.db, lora(format, { temperatureCompensated: true }), 0)
    const post = await gatewayOf(service)
    for (const [count, depthCm] of [3, 4, 5, 5].entries()) {
      await advance(10 * MINUTE_MS)
      const uplink = { devEui: EUI, hex: hex(2000 - depthCm * 10), port, count, atMs: clock.now() - 1000 }
      const body = JSON.stringify(chirpstackUp(uplink))
      for (const _delivery of [1, 2]) expect((await post('chirpstack', body)).status).toBe(202)
      await service.settled()
    }
    const readings = await service.readings.readings({ deviceId: 'r1-a', ...EVERYTHING })
    expect(readings.map((it) => [it.seq, it.judgedDepthMm])).toEqual([
      [0, 30],
      [1, 40],
      [2, 50],
      [3, 50],
    ])
    expect(readings.at(-1)).toMatchObject({ accepted: true, atMs: clock.now() - 1000, receivedAtMs: clock.now() })
    expect((await service.readings.counts()).quarantined).toBe(0)
    expect((await service.routeState('r1'))?.condition).toMatchObject({ status: 'known', depthCm: 5 })
  },
)

const ENVELOPES = sharedData('lorawan/envelopes')
const absent = lacksSharedData('lorawan/envelopes')
const SERVERS = { ChirpStack: 'chirpstack', ThingsStackCommunity: 'ttn' } as const
const FORMATS: Readonly<Record<string, PayloadFormatName>> = {
  'DL-MBX': 'decentlab-dl-mbx',
  'DL-LID': 'decentlab-dl-lid',
  'EM310-UDL': 'milesight-em310-udl',
  'EM400-UDL': 'milesight-em400-udl',
  'EM500-UDL': 'milesight-em500-udl',
}

const published = absent
  ? []
  : readdirSync(ENVELOPES).flatMap((file) => {
      const [, model = '', server = '', kind = ''] = file.split('__')
      const format = FORMATS[model]
      if (!kind.startsWith('payload') || format === undefined || !(server in SERVERS)) return []
      return [{ file, format, server: SERVERS[server as keyof typeof SERVERS] }]
    })

describe.skipIf(absent)('envelopes that others published', () => {
  test('become readings of the device with their DevEUI, posted as they are', async () => {
    expect(published.length).toBeGreaterThanOrEqual(18)
    const service = await testService()
    await smallDistrict(service.db)
    const post = await gatewayOf(service)
    for (const [index, { file, format, server }] of published.entries()) {
      const body = readFileSync(`${ENVELOPES}/${file}`)
      const options = { receivedAtMs: 0, payloadFormat: format }
      const wanted = CODECS[server](body, options)
      const id = `env-${index}`
      await upsertDevice(service.db, lora(format, { id, codec: server, devEui: wanted.devEui }), 0)
      for (const _delivery of [1, 2]) {
        const reply = await post(server, body.toString())
        expect([file, reply.status, await reply.json()]).toEqual([file, 202, { device: id, quarantined: null }])
      }
      const readings = await service.readings.readings({ deviceId: id, ...EVERYTHING })
      expect(readings.map((it) => [it.distanceMm, it.batteryV])).toEqual(
        wanted.readings.map((it) => [it.distanceMm, it.batteryV]),
      )
      await releaseDevEuis(service.db, [id])
    }
    expect(await service.readings.quarantine({ limit: 1 })).toEqual([])
  }, 60_000)
})
