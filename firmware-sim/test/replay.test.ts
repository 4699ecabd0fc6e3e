import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SimulatedClock } from '../../src/clock.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { InputError } from '../input-error.ts'
import { firstRowMs, replayCsv } from '../replay.ts'
import { startTestBroker, type TestBroker } from './broker.ts'
import { START_MS } from './fixtures.ts'

let broker: TestBroker
let folder: string

beforeEach(async () => {
  broker = await startTestBroker()
  folder = await mkdtemp(join(tmpdir(), 'sim-'))
})

afterEach(async () => {
  await broker.stop()
  await rm(folder, { recursive: true })
})

async function file(text: string): Promise<string> {
  const path = join(folder, 'series.csv')
  await writeFile(path, text)
  return path
}

const iso = (hours: number) => new Date(START_MS + hours * HOUR_MS).toISOString()
const common = () => ({ broker: broker.url, device: 's1', token: 't', backoff: { minMs: 10, maxMs: 50 } })

async function longSeries(rows: number): Promise<string> {
  const lines = Array.from({ length: rows }, (_, i) => `${iso(i)},${(2.5 - i / 10_000).toFixed(3)},-3.5,180,12.6`)
  return file(`time_utc,distance_raw_m,air_temp_c,quality,battery_v\n${lines.join('\n')}\n`)
}

test('every row becomes one reading with its own time, in order', async () => {
  const stats = await replayCsv({ ...common(), path: await longSeries(1500) })
  expect(stats).toMatchObject({ rows: 1500, sent: 1500, acked: 1500, buffered: 0, refused: 0 })
  const readings = broker.readings('s1')
  expect(readings.map((it) => it.at)).toEqual(Array.from({ length: 1500 }, (_, i) => START_MS + i * HOUR_MS))
  expect(new Set(readings.map((it) => `${it.boot}:${it.seq}`)).size).toBe(1500)
  expect(readings[3]).toMatchObject({ distance_mm: 2500, air_temp_c: -3.5, quality: 180, battery_v: 12.6 })
})

test('a row keeps its identity in every replay', async () => {
  const path = await longSeries(20)
  await replayCsv({ ...common(), path })
  const first = broker.published.splice(0).filter((it) => it.topic.endsWith('/reading'))
  await replayCsv({ ...common(), path, fromMs: START_MS + 5 * HOUR_MS, toMs: START_MS + 8 * HOUR_MS })
  const second = broker.published.filter((it) => it.topic.endsWith('/reading'))
  expect(second).toEqual(first.slice(5, 8))
})

test('empty cells are null, and columns that are not there as well', async () => {
  const path = await file(`time_utc,distance_raw_m,air_temp_c\n${iso(0)},,-1.0\n${iso(1)},1.8,\n${iso(2)},nan,"2.5"\n`)
  await replayCsv({ ...common(), path })
  expect(broker.readings('s1')).toMatchObject([
    { distance_mm: null, air_temp_c: -1, quality: null, battery_v: null },
    { distance_mm: 1800, air_temp_c: null },
    { distance_mm: null, air_temp_c: 2.5 },
  ])
})

test('a depth is turned back into what an uncompensated sensor at that height would report', async () => {
  const path = await file(
    `time_utc,depth_cm,air_temp_c\n${iso(0)},50,-10\n${iso(1)},50,\n${iso(9)},50,\n${iso(10)},,-3\n`,
  )
  await replayCsv({ ...common(), path, mountHeightMm: 3000 })
  const distances = broker.readings('s1').map((it) => it.distance_mm as number | null)
  expect((distances[0] ?? 0) * Math.sqrt(263.15 / 273.15)).toBeCloseTo(2500, 0)
  expect(distances[1]).toBe(distances[0])
  expect(distances.slice(2)).toEqual([2500, null])
})

test('a mount height in the file wins', async () => {
  const path = await file(`time_utc,depth_cm,mount_height_m,air_temp_c\n${iso(0)},10,1.81,0\n`)
  await replayCsv({ ...common(), path, mountHeightMm: 3000 })
  expect(broker.readings('s1')[0]?.distance_mm).toBe(1710)
})

test('under a clock each row goes out when its time comes', async () => {
  const clock = new SimulatedClock(START_MS - HOUR_MS, Number.POSITIVE_INFINITY)
  const seen: number[] = []
  const path = await longSeries(30)
  const noise = async () => {
    for (let i = 0; i < 500; i++) await clock.sleepUntil(clock.now() + HOUR_MS / 7)
  }
  void noise()
  const onProgress = () => seen.push(clock.now())
  expect(await replayCsv({ ...common(), path, clock, onProgress })).toMatchObject({ rows: 30, acked: 30, buffered: 0 })
  expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => START_MS + i * HOUR_MS))
  clock.stop()
})

test('refused credentials end the replay and say so', async () => {
  broker.tokens.set('s1', 'right')
  const stats = await replayCsv({ ...common(), path: await longSeries(500), graceMs: 50 })
  expect(stats).toMatchObject({ acked: 0, refused: 1 })
  expect(stats.buffered).toBeGreaterThan(0)
})

test('an interrupted replay stops reading', async () => {
  const interrupt = new AbortController()
  const path = await longSeries(5000)
  const onProgress = ({ rows }: { rows: number }) => {
    if (rows === 200) interrupt.abort()
  }
  const stats = await replayCsv({ ...common(), path, signal: interrupt.signal, onProgress })
  expect(stats).toMatchObject({ rows: 200, acked: 200, buffered: 0 })
})

test('the time of the first row', async () => {
  expect(await firstRowMs(await longSeries(3))).toBe(START_MS)
})

test.each([
  { name: 'no such file', text: undefined, message: /cannot be read/ },
  { name: 'no usable column', text: `time_utc,wind_ms\n${iso(0)},3\n`, message: /distance_raw_m or depth_cm/ },
  { name: 'depth without height', text: `time_utc,depth_cm\n${iso(0)},3\n`, message: /--mount-height/ },
  { name: 'bad time', text: 'time_utc,distance_raw_m\nyesterday,3\n', message: /series\.csv:2 time_utc yesterday/ },
  {
    name: 'bad number',
    text: `time_utc,distance_raw_m\n${iso(0)},three\n`,
    message: /series\.csv:2 distance_raw_m three/,
  },
  { name: 'short row', text: `time_utc,distance_raw_m\n${iso(0)}\n`, message: /must have 2/ },
])('refuses a file: $name', async ({ text, message }) => {
  const path = text === undefined ? join(folder, 'nowhere.csv') : await file(text)
  const error = await replayCsv({ ...common(), path }).catch((it: unknown) => it)
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).message).toMatch(message)
})
