import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { RealClock } from '../../../../src/clock.ts'
import type { InfluxSettings } from '../../../../src/store/readings/influx/client.ts'
import { InfluxReadingStore } from '../../../../src/store/readings/influx.ts'
import { openReadingStore } from '../../../../src/store/readings/open.ts'
import { type RecordedRequest, type RecordedResponse, recordedInflux, V2 } from '../../../support/recorded-influx.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const NOW = Date.parse('2026-01-20T15:00:00Z')
const reading = { earliestMs: Date.parse('2001-01-01T00:00:00Z'), maxAheadMs: 600_000 }

/** The store on a server of recorded 2.x answers; `onWrite` answers every write that holds lines. */
async function setUp(onWrite: (lines: string[], request: RecordedRequest) => RecordedResponse) {
  const clock = new RealClock()
  const server = await recordedInflux((request) => {
    if (request.path === '/ping') return V2.ping
    if (request.path.startsWith('/query')) return V2.noRows
    return request.body === '' ? V2.noLines : onWrite(request.body.split('\n'), request)
  })
  const credentials = { kind: 'token', token: 'secret' } as const
  const settings: InfluxSettings = { url: server.url, org: '雪町', bucket: 'snow', credentials }
  const log = pino({ level: 'silent' })
  const influx = { ...settings, spoolKeepMs: 7 * 86_400_000 }
  const store = await openReadingStore({ dataDir: tempDir(), reading, clock, log, influx })
  if (!(store instanceof InfluxReadingStore)) throw new Error('not the InfluxDB store')
  onTestFinished(() => store.close())
  // The round every start begins with.
  await store.flush()
  const writes = () => server.requests.filter((it) => it.path.startsWith('/api/v2/write') && it.body !== '')
  return { store, writes, server }
}

async function append(store: InfluxReadingStore, count: number): Promise<void> {
  const body = [...Array(count).keys()].map((seq) => ({ seq, at: NOW + seq, depth_mm: 1 }))
  const payload = new TextEncoder().encode(JSON.stringify(body))
  const frame = { deviceId: 'd1', kind: 'reading', codec: 'json', topic: 't', payload, sizeBytes: payload.byteLength }
  await store.append([{ ...frame, kind: 'reading', codec: 'json', payloadFormat: null, receivedAtMs: NOW }])
}

const seqOf = (line: string) => Number(/[, ]seq=(\d+)/.exec(line)?.[1])

test('204: written to bucket and organisation with the token, in nanoseconds, in order', async () => {
  const { store, writes } = await setUp(() => V2.written)
  await append(store, 3)
  await store.flush()
  const [write, ...others] = writes()
  expect(others).toEqual([])
  const url = new URL(write?.path ?? '', 'http://x')
  expect(Object.fromEntries(url.searchParams)).toEqual({ org: '雪町', bucket: 'snow', precision: 'ns' })
  expect(write?.headers.authorization).toBe('Token secret')
  expect(write?.body.split('\n').map(seqOf)).toEqual([0, 1, 2])
  expect(await store.forwarding()).toEqual({ waiting: 0, deadLetters: 0, buried: 0, failure: undefined })
})

test('400, the whole batch refused: everything but the line at fault is stored, in order', async () => {
  const stored: number[] = []
  const { store, writes } = await setUp((lines) => {
    const bad = lines.find((line) => [5, 6].includes(seqOf(line)))
    if (bad !== undefined) return V2.malformed(bad)
    stored.push(...lines.map(seqOf))
    return V2.written
  })
  await append(store, 100)
  await store.flush()
  expect(stored).toEqual([...Array(100).keys()].filter((it) => it !== 5 && it !== 6))
  expect(await store.forwarding()).toMatchObject({ waiting: 0, deadLetters: 2, failure: undefined })
  const [dead] = await store.deadLetters(1)
  expect(dead?.reason).toMatch(/^400 unable to parse/)
  expect(writes().length).toBeLessThan(30)
})

test('422 for a type conflict: a dead letter; 422 for age: done', async () => {
  const { store } = await setUp((lines) => {
    if (lines.some((line) => seqOf(line) === 3)) return V2.typeConflict
    return lines.some((line) => seqOf(line) === 8) ? V2.expired : V2.written
  })
  await append(store, 10)
  await store.flush()
  expect(await store.forwarding()).toMatchObject({ waiting: 0, deadLetters: 1, failure: undefined })
  expect(await store.deadLetters(9)).toMatchObject([{ identity: ':3', reason: expect.stringMatching(/^422 .*seq/) }])
})

test('413: the batch is halved until it fits', async () => {
  const sizes: number[] = []
  const { store } = await setUp((lines) => {
    if (lines.length > 20) return V2.tooLarge
    sizes.push(lines.length)
    return V2.written
  })
  await append(store, 100)
  await store.flush()
  expect(sizes.reduce((sum, it) => sum + it, 0)).toBe(100)
  expect(await store.forwarding()).toMatchObject({ waiting: 0, deadLetters: 0 })
})

test.each([
  { answer: V2.unauthorized, says: /401.*YUKIBAN_INFLUX_TOKEN/ },
  { answer: V2.forbidden, says: /403.*YUKIBAN_INFLUX_TOKEN must allow reading and writing bucket snow of 雪町/ },
  { answer: V2.noBucket, says: /404.*YUKIBAN_INFLUX_BUCKET=snow does not exist/ },
  { answer: V2.unavailable, says: /503 service unavailable/ },
  { answer: V2.tooMany, says: /429 rate limit/ },
])('$answer.status: everything waits, and health says $says', async ({ answer, says }) => {
  const { store, writes } = await setUp(() => answer)
  await append(store, 10)
  await store.flush()
  const status = await store.forwarding()
  expect(status).toMatchObject({ waiting: 10, deadLetters: 0 })
  expect(status.failure).toMatch(says)
  expect(writes()).toHaveLength(1)
})

test('429: the pause the server asks for, in seconds, is kept; then all goes on in order', async () => {
  let refusals = 0
  const { store, writes } = await setUp(() =>
    refusals++ === 0 ? { ...V2.tooMany, headers: { 'retry-after': '2' } } : V2.written,
  )
  await append(store, 10)
  await store.flush()
  const refusedAt = performance.now()
  await append(store, 12)
  await expect.poll(() => writes().length, { timeout: 10_000, interval: 20 }).toBe(2)
  const pausedMs = performance.now() - refusedAt
  expect(pausedMs).toBeGreaterThan(1500)
  expect(writes()[1]?.body.split('\n').map(seqOf)).toEqual([...Array(12).keys()])
})

test('503, then well again: tried again after a moment, nothing lost', async () => {
  let refusals = 0
  const { store } = await setUp(() => (refusals++ === 0 ? V2.unavailable : V2.written))
  await append(store, 10)
  await expect.poll(async () => (await store.forwarding()).waiting, { timeout: 10_000 }).toBe(0)
  expect(await store.forwarding()).toMatchObject({ failure: undefined, deadLetters: 0 })
  expect(refusals).toBe(2)
})
