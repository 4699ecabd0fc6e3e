import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  CODEC_NAMES,
  CODECS,
  type CodecName,
  type Decoded,
  PAYLOAD_FORMAT_NAMES,
  PAYLOAD_FORMATS,
  type PayloadFormatName,
} from '../../src/decode/index.ts'
import { folders } from './golden.ts'

const GOLDEN = fileURLToPath(new URL('golden/', import.meta.url))
const RUNS = 20_000

interface Seed {
  readonly codec: CodecName
  readonly payload: Uint8Array
}

const seeds: readonly Seed[] = CODEC_NAMES.flatMap((codec) =>
  folders(`${GOLDEN}${codec}`).map((name) => ({
    codec,
    payload: readFileSync(`${GOLDEN}${codec}/${name}/input.json`),
  })),
)

const mutation = fc.record({ at: fc.nat(), byte: fc.nat(255), kind: fc.constantFrom('set', 'insert', 'delete', 'cut') })
const tokens = fc.constantFrom(
  'null',
  '-1',
  '1e999',
  '""',
  '[]',
  '{}',
  '"AA=="',
  '__proto__',
  '"toString"',
  '9e15',
  'true',
)

function mutate(payload: Uint8Array, mutations: readonly { at: number; byte: number; kind: string }[]): Uint8Array {
  const bytes = [...payload]
  for (const { at, byte, kind } of mutations) {
    const index = bytes.length === 0 ? 0 : at % bytes.length
    if (kind === 'set') bytes[index] = byte
    else if (kind === 'insert') bytes.splice(index, 0, byte)
    else if (kind === 'delete') bytes.splice(index, 1)
    else bytes.length = index
  }
  return Uint8Array.from(bytes)
}

/** Puts `token` in place of the value at `at`, so that the JSON stays JSON and its types go wrong. */
function retype(payload: Uint8Array, at: number, token: string): Uint8Array {
  const text = new TextDecoder().decode(payload)
  const values = [...text.matchAll(/(?<=[:[,]\s*)("[^"]*"|-?[\d.]+|true|false|null)/g)]
  const found = values.length === 0 ? undefined : values[at % values.length]
  if (found === undefined) return payload
  return new TextEncoder().encode(text.slice(0, found.index) + token + text.slice(found.index + found[0].length))
}

function expectSound(decoded: Decoded, payload: Uint8Array): void {
  const { readings, refused, ignored } = decoded
  if (ignored !== null) {
    expect(ignored).not.toBe('')
    expect(readings.length + refused.length).toBe(0)
  } else if (readings.length + refused.length === 0) {
    expect(new TextDecoder().decode(payload).replace(/\s/g, '')).toBe('[]')
  }
  for (const { reason } of refused) expect(reason).not.toBe('')
  for (const reading of readings) {
    const { boot, extra, ...numbers } = reading
    for (const value of Object.values(numbers)) expect(value === null || Number.isFinite(value)).toBe(true)
    expect(boot === null || typeof boot === 'string').toBe(true)
    expect(() => JSON.stringify(extra)).not.toThrow()
  }
}

test(`${RUNS} damaged messages: never an exception, always readings, refused or ignored`, () => {
  const runs = fc.record({
    seed: fc.constantFrom(...seeds),
    format: fc.option(fc.constantFrom(...PAYLOAD_FORMAT_NAMES)),
    mutations: fc.array(mutation, { maxLength: 4 }),
    retypings: fc.array(fc.record({ at: fc.nat(200), token: tokens }), { maxLength: 2 }),
  })
  let kinds = 0
  fc.assert(
    fc.property(runs, ({ seed, format, mutations, retypings }) => {
      const retyped = retypings.reduce((payload, { at, token }) => retype(payload, at, token), seed.payload)
      const payload = mutate(retyped, mutations)
      const decoded = CODECS[seed.codec](payload, { receivedAtMs: 1_768_863_000_000, payloadFormat: format })
      expectSound(decoded, payload)
      kinds |= decoded.ignored !== null ? 1 : decoded.refused.length > 0 ? 2 : 4
    }),
    { numRuns: RUNS },
  )
  // The damage must leave something of each kind, or the test would say nothing of it.
  expect(kinds).toBe(7)
}, 120_000)

function formatOf(bytes: Uint8Array, format: PayloadFormatName, port: number) {
  const decoded = PAYLOAD_FORMATS[format](bytes, port)
  if (decoded.kind !== 'samples') expect(decoded.reason).not.toBe('')
  else expect(decoded.samples.length).toBeGreaterThan(0)
  return decoded
}

test(`${RUNS} damaged device payloads: samples with plausible numbers, or a reason`, () => {
  const bytesOf = PAYLOAD_FORMAT_NAMES.flatMap((format) =>
    folders(`${GOLDEN}payload/${format}`).map((name) => ({
      format,
      bytes: Buffer.from(readFileSync(`${GOLDEN}payload/${format}/${name}/input.hex`, 'utf8').trim(), 'hex'),
    })),
  )
  const runs = fc.tuple(fc.constantFrom(...bytesOf), fc.array(mutation, { maxLength: 3 }), fc.constantFrom(1, 2, 5, 85))
  fc.assert(
    fc.property(runs, ([{ format, bytes }, mutations, port]) => {
      const decoded = formatOf(mutate(bytes, mutations), format, port)
      if (decoded.kind !== 'samples') return
      for (const { distanceMm, airTempC, batteryV, atMs } of decoded.samples) {
        // No device may claim a distance of nothing: it would be snow up to the sensor.
        expect(distanceMm === null || (distanceMm > 0 && distanceMm <= 0xffff)).toBe(true)
        expect(airTempC === null || Math.abs(airTempC) <= 3276.8).toBe(true)
        expect(batteryV === null || (batteryV >= 0 && batteryV <= 65.535)).toBe(true)
        expect(atMs === null || atMs >= 0).toBe(true)
      }
    }),
    { numRuns: RUNS },
  )
}, 120_000)

test('a payload cut anywhere is refused or says less, but never says another distance', () => {
  for (const format of PAYLOAD_FORMAT_NAMES) {
    for (const name of folders(`${GOLDEN}payload/${format}`)) {
      const bytes = Buffer.from(readFileSync(`${GOLDEN}payload/${format}/${name}/input.hex`, 'utf8').trim(), 'hex')
      const whole = formatOf(bytes, format, 2)
      const distances = whole.kind === 'samples' ? whole.samples.map((it) => it.distanceMm) : []
      for (let length = 0; length < bytes.length; length++) {
        const cut = formatOf(bytes.subarray(0, length), format, 2)
        if (cut.kind !== 'samples' || whole.kind !== 'samples') continue
        for (const { distanceMm } of cut.samples) expect([...distances, null]).toContain(distanceMm)
      }
    }
  }
})
