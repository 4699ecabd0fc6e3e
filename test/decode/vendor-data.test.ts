import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decode, PAYLOAD_FORMATS, type PayloadFormatName } from '../../src/decode/index.ts'
import { lacksSharedData, sharedData } from '../support/shared-data.ts'

/** Against what vendors and other integrations published; the data are beside the project, not in it. */
const absent = lacksSharedData('lorawan/vectors.json')

interface Vector {
  readonly device: string
  readonly f_port?: number
  readonly hex?: string
  readonly base64?: string
  readonly json?: unknown
  readonly expect?: Readonly<Record<string, unknown>>
}

/** By the start of the vector's description. */
const FORMATS: Readonly<Record<string, PayloadFormatName>> = {
  'Decentlab DL-MBX': 'decentlab-dl-mbx',
  'Decentlab DL-LID': 'decentlab-dl-lid',
  'Milesight EM500-UDL': 'milesight-em500-udl',
  'Milesight EM310-UDL': 'milesight-em310-udl',
  'Milesight EM400-UDL': 'milesight-em400-udl',
  'Milesight EM400-TLD': 'milesight-em400-tld',
  'Dragino LDDS75': 'dragino-ldds75',
}

const vectors: readonly Vector[] = absent ? [] : JSON.parse(readFileSync(sharedData('lorawan/vectors.json'), 'utf8'))
const formatOf = (device: string) => Object.entries(FORMATS).find(([start]) => device.startsWith(start))?.[1]
const supported = vectors.flatMap((vector) => {
  const format = formatOf(vector.device)
  return format === undefined ? [] : [{ ...vector, format }]
})

describe.skipIf(absent)('published vectors', () => {
  test('those of supported devices are all there', () => {
    expect(supported.length).toBeGreaterThanOrEqual(9)
  })

  test.each(supported)('$device $hex', ({ format, hex, base64, f_port, expect: wanted = {} }) => {
    const bytes = hex === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(hex, 'hex')
    const decoded = PAYLOAD_FORMATS[format](bytes, f_port ?? 0)
    // The published decoding of the LDDS75 example is a defect of the codec it came with: 0x0b05 is 2821 mm.
    const distanceMm =
      wanted.distance === 'No Sensor' ? 2821 : (wanted.distance_mm ?? wanted.distance_average_mm ?? null)
    expect(decoded).toMatchObject({
      kind: 'samples',
      samples: [
        {
          distanceMm,
          ...(wanted.battery_v === undefined ? {} : { batteryV: wanted.battery_v }),
          ...(wanted.temperature_c === undefined ? {} : { airTempC: wanted.temperature_c }),
        },
      ],
    })
    const { extra } = decoded.kind === 'samples' ? (decoded.samples[0] ?? { extra: null }) : { extra: null }
    expect(extra?.battery_pct).toBe(wanted.battery_pct)
    expect(extra?.position).toBe(wanted.position)
    expect(extra?.node_number).toBe(wanted.device_id)
  })

  test('the retransmission error event is neither reading nor poison', () => {
    const event = vectors.find((it) => it.json !== undefined)?.json
    const payload = new TextEncoder().encode(JSON.stringify(event))
    const decoded = decode('chirpstack', payload, { receivedAtMs: 0, payloadFormat: 'milesight-em400-tld' })
    expect(decoded).toMatchObject({ readings: [], refused: [], ignored: 'ChirpStack error event' })
  })
})

const ENVELOPES = sharedData('lorawan/envelopes')
const CODEC_OF = { ChirpStack: 'chirpstack', ThingsStackCommunity: 'ttn' } as const

interface EnvelopeCase {
  readonly file: string
  readonly device: string
  readonly codec: (typeof CODEC_OF)[keyof typeof CODEC_OF]
}

const envelopes: readonly EnvelopeCase[] = absent
  ? []
  : readdirSync(ENVELOPES).flatMap((file) => {
      const [vendor, model, server = '', kind = ''] = file.split('__')
      if (!kind.startsWith('payload') || !(server === 'ChirpStack' || server === 'ThingsStackCommunity')) return []
      return [{ file, device: `${vendor} ${model}`, codec: CODEC_OF[server] }]
    })

interface Expected {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly telemetry: readonly { readonly ts?: string | number; readonly values: Readonly<Record<string, unknown>> }[]
}

describe.skipIf(absent)('published envelopes', () => {
  test('ChirpStack and The Things Stack, of every supported model, are there', () => {
    expect(envelopes.length).toBeGreaterThanOrEqual(18)
  })

  test.each(envelopes)('$file', ({ file, device, codec }) => {
    const payloadFormat = formatOf(device)
    const payload = readFileSync(`${ENVELOPES}/${file}`)
    const wanted: Expected = JSON.parse(readFileSync(`${ENVELOPES}/${file.replace('payload', 'result')}`, 'utf8'))
    const decoded = decode(codec, payload, { receivedAtMs: 0, payloadFormat })
    expect(decoded).toMatchObject({ refused: [], ignored: null })
    expect(decoded.readings).toHaveLength(wanted.telemetry.length)
    const eui = String(wanted.attributes.lora_dev_eui ?? wanted.attributes.eui).toLowerCase()
    expect(decoded).toMatchObject({ devEui: eui })
    const [telemetry] = wanted.telemetry
    const [reading] = decoded.readings
    if (telemetry === undefined || reading === undefined) throw new Error(`${file}: nothing to compare`)
    const { values, ts } = telemetry
    expect(reading.distanceMm).toBe(values.distance ?? values.distance_average ?? null)
    expect(reading.batteryV).toBe(values.battery_voltage ?? null)
    expect(reading.airTempC).toBe(values.temperature ?? null)
    expect(reading.extra?.battery_pct).toBe(values.battery)
    expect(reading.extra?.position).toBe(values.position)
    expect(reading.extra?.valid_samples).toBe(values.number_of_valid_samples)
    expect(reading.extra?.distance_median_mm).toBe(values.distance_median)
    if (values.lora_frame_counter !== undefined) expect(reading.seq).toBe(values.lora_frame_counter)
    if (values.lora_rssi !== undefined) expect(reading.rssiDbm).toBe(values.lora_rssi)
    // Some took the application server's time of reception, a moment after the network server's.
    if (ts !== undefined) expect(Math.abs((reading.deviceAtMs ?? 0) - new Date(ts).getTime())).toBeLessThan(1000)
  })
})
