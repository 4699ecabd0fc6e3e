import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decode, isCompensated, PAYLOAD_FORMAT_NAMES } from '../../src/decode/index.ts'

/** What docs/lorawan.md promises is what the code does. */

const doc = readFileSync(new URL('../../docs/lorawan.md', import.meta.url), 'utf8')

test('the table of payload formats is complete, and right about compensation', () => {
  const rows = [...doc.matchAll(/^\| `([a-z0-9-]+)` \|.*\| (yes|no) \|$/gm)].map((it) => [it[1], it[2] === 'yes'])
  expect(rows).toEqual(PAYLOAD_FORMAT_NAMES.map((it) => [it, isCompensated(it)]))
})

test('the uplink worked through decodes to what is said of it', () => {
  const uplink = /^```json\n(.*?)^```/ms.exec(doc)?.[1] ?? ''
  const bytes = Buffer.from(JSON.parse(uplink).data, 'base64').toString('hex')
  expect(doc.replaceAll(' ', '')).toContain(bytes)
  const options = { receivedAtMs: 0, payloadFormat: 'decentlab-dl-mbx' } as const
  expect(decode('chirpstack', new TextEncoder().encode(uplink), options)).toMatchObject({
    devEui: '70b3d57ba0001234',
    readings: [
      {
        deviceAtMs: Date.parse('2026-01-20T01:00:00.250Z'),
        distanceMm: 2858,
        batteryV: 3.1,
        extra: { node_number: 375, valid_samples: 13 },
      },
    ],
  })
})
