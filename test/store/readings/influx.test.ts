import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Clock, RealClock } from '../../../src/clock.ts'
import { DAY_MS, HOUR_MS } from '../../../src/domain/time.ts'
import type { InfluxSettings } from '../../../src/store/readings/influx/client.ts'
import { InfluxReadingStore } from '../../../src/store/readings/influx.ts'
import { openReadingStore } from '../../../src/store/readings/open.ts'
import type { Frame, ReadingStore, StoredReading } from '../../../src/store/readings/port.ts'
import { openReadingStore as openEmbedded } from '../../../src/store/readings/sqlite.ts'
import { readingStoreContract } from '../../contract/reading-store.ts'
import { type Influxd, influxd, startInfluxd } from '../../support/influxd.ts'
import { tempDir } from '../../support/temp-dir.ts'

const reading = { earliestMs: Date.parse('2001-01-01T00:00:00Z'), maxAheadMs: 600_000 }
const NOW = Date.parse('2026-01-20T15:00:00Z')
const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 100_000 }
const KEEP_ALL = { framesBeforeMs: null, readingsBeforeMs: null, quarantineBeforeMs: null }

/** Real time, told to be `aheadMs` later: what the tests store is old then. */
class LaterClock extends RealClock {
  readonly #aheadMs: number

  constructor(nowMs: number) {
    super()
    this.#aheadMs = nowMs - super.now()
  }

  override now(): number {
    return super.now() + this.#aheadMs
  }

  override sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
    return super.sleepUntil(atMs - this.#aheadMs, signal)
  }
}

interface Setup {
  readonly server: Influxd
  readonly dataDir: string
  readonly clock: Clock
  readonly settings: InfluxSettings
}

/** A year later by default: everything the tests store must come from InfluxDB. */
async function setUp(nowMs = NOW + 365 * DAY_MS, shared?: Influxd): Promise<Setup> {
  const server = shared ?? (await startInfluxd())
  const bucket = shared === undefined ? 'snow' : `snow${randomUUID()}`
  await server.query(`CREATE DATABASE "${bucket}"`)
  const settings = { url: server.url, org: '', bucket, credentials: { kind: 'none' } } as const
  return { server, dataDir: tempDir(), clock: new LaterClock(nowMs), settings }
}

async function openIn({ dataDir, clock, settings }: Setup, spoolKeepMs = 7 * DAY_MS): Promise<InfluxReadingStore> {
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const store = await openReadingStore({ dataDir, reading, clock, log, influx: { ...settings, spoolKeepMs } })
  if (!(store instanceof InfluxReadingStore)) throw new Error('not the InfluxDB store')
  onTestFinished(() => store.close())
  return store
}

function frame(body: unknown, change: Partial<Frame> = {}): Frame {
  const payload = new TextEncoder().encode(JSON.stringify(body))
  return {
    deviceId: 'd1',
    kind: 'reading',
    codec: 'json',
    payloadFormat: null,
    topic: 't',
    receivedAtMs: NOW,
    payload,
    sizeBytes: payload.byteLength,
    ...change,
  }
}

const seqs = (readings: readonly StoredReading[]) => readings.map((it) => it.seq)

/** Removes what has been delivered from the spool. */
async function prune(store: InfluxReadingStore): Promise<void> {
  await store.flush()
  while ((await store.housekeep(KEEP_ALL)).more) {
    // One bounded piece after the other.
  }
}

describe.skipIf(influxd === undefined)('InfluxDB 1.x', () => {
  let shared: Influxd
  beforeAll(async () => {
    let end: (() => Promise<void>) | undefined
    shared = await startInfluxd({
      atEnd: (it) => {
        end = it
      },
    })
    return () => end?.()
  })

  describe('as the embedded store, readings waiting in the spool or delivered', () => {
    readingStoreContract(async () => {
      const setup = await setUp(undefined, shared)
      return { store: await openIn(setup), reopen: () => openIn(setup) }
    })
  })

  describe('as the embedded store, every reading delivered before it is read', () => {
    readingStoreContract(async () => {
      const setup = await setUp(undefined, shared)
      const open = async () => deliveringFirst(await openIn(setup))
      return { store: await open(), reopen: open }
    })
  })

  test('holds a reading exactly as the spool does, judged or not, and however odd its texts', async () => {
    const setup = await setUp()
    const store = await openIn(setup)
    const odd = 'a"b\\c,d=e f\ng\\'
    await store.append([
      frame({ boot: odd, seq: 1, at: NOW, distance_mm: 1873.5, air_temp_c: -4.2, battery_v: 3.61, rssi_dbm: -97 }),
      frame({ boot: '', seq: 2, at: NOW + 1, depth_mm: 0, quality: 183, [odd]: { nested: [odd, '雪', null, 1e-9] } }),
      frame({ at: 12, depth_mm: 5 }),
    ])
    const spool = await openEmbedded({ dataDir: setup.dataDir, reading })
    onTestFinished(() => spool.close())
    const first = await spool.readings({ deviceId: 'd1', ...ALL })
    expect(first).toHaveLength(3)
    await store.saveJudgements('d1', [
      { atMs: NOW, identity: `${odd}:1`, depthMm: 11.5, flags: '12191', accepted: true },
      { atMs: NOW + 1, identity: ':2', depthMm: null, flags: '44444', accepted: false },
    ])
    const here = await spool.readings({ deviceId: 'd1', ...ALL })
    await prune(store)
    expect(await spool.readings({ deviceId: 'd1', ...ALL })).toEqual([])
    expect(await store.readings({ deviceId: 'd1', ...ALL })).toEqual(here)
    expect(await store.counts()).toMatchObject({ readings: 3 })
  })

  test('a judgement that no longer finds a depth overrules the earlier one', async () => {
    const setup = await setUp()
    const store = await openIn(setup)
    await store.append([frame({ seq: 1, at: NOW, depth_mm: 5 })])
    const judged = { atMs: NOW, identity: ':1', flags: '11111', accepted: true }
    await store.saveJudgements('d1', [{ ...judged, depthMm: 50 }])
    await store.flush()
    await store.saveJudgements('d1', [{ ...judged, depthMm: null, accepted: false }])
    await prune(store)
    expect(await store.readings({ deviceId: 'd1', ...ALL })).toMatchObject([{ judgedDepthMm: null, accepted: false }])
  })

  test('readings of one device and millisecond stay apart, also when the spool has forgotten the first', async () => {
    const setup = await setUp()
    const store = await openIn(setup)
    const at = (boot: string, seq: number) => frame({ boot, seq, at: NOW, depth_mm: seq })
    await store.append([at('a', 1), at('b', 1), at('a', 2)])
    await prune(store)
    await store.append([at('c', 9), at('a', 1)])
    await prune(store)
    await store.append([at('d', 9)])
    await store.flush()
    const readings = await store.readings({ deviceId: 'd1', ...ALL })
    expect(readings.map((it) => it.identity)).toEqual(['a:1', 'a:2', 'b:1', 'c:9', 'd:9'])
    const page = await store.readings({ deviceId: 'd1', ...ALL, limit: 2, after: { atMs: NOW, identity: 'a:2' } })
    expect(page.map((it) => it.identity)).toEqual(['b:1', 'c:9'])
  })

  test('the newest reading of a sensor silent for longer than the spool keeps is still known', async () => {
    const setup = await setUp()
    const store = await openIn(setup)
    await store.append([frame({ seq: 1, at: NOW, depth_mm: 7 }), frame({ seq: 2, at: NOW + 9, depth_mm: 8 })])
    await prune(store)
    await store.close()
    await setup.server.kill()
    const again = await openIn(setup)
    expect(await again.latest()).toEqual([])
    await setup.server.start()
    expect(await again.latest()).toMatchObject([{ deviceId: 'd1', atMs: NOW + 9, depthMm: 8 }])
    await again.append([frame({ seq: 3, at: NOW + 20, depth_mm: 9 }), frame({ note: 1 }, { deviceId: 'a' })])
    expect(await again.latest()).toMatchObject([{ deviceId: 'd1', atMs: NOW + 20, depthMm: 9 }])
  })

  test('a series goes on from what InfluxDB has to what the spool has', async () => {
    const setup = await setUp(NOW + 10 * DAY_MS)
    const store = await openIn(setup)
    const times = [NOW, NOW + 9 * DAY_MS, NOW + 9 * DAY_MS + 1]
    const received = NOW + 9 * DAY_MS
    await store.append(times.map((at, seq) => frame({ seq, at, depth_mm: 1 }, { receivedAtMs: received })))
    await store.saveJudgements(
      'd1',
      times.map((atMs, seq) => ({ atMs, identity: `:${seq}`, depthMm: 100 + seq, flags: '11111', accepted: seq < 2 })),
    )
    await prune(store)
    const query = { deviceId: 'd1', fromMs: NOW, toMs: NOW + 10 * DAY_MS, buckets: 10 }
    expect(await store.series(query)).toMatchObject([
      { fromMs: NOW, readings: 1, meanMm: 100 },
      { fromMs: NOW + 9 * DAY_MS, readings: 1, meanMm: 101 },
    ])
  })

  test('more readings than a page in one millisecond come whole', async () => {
    const setup = await setUp()
    const store = await openIn(setup)
    const many = [...Array(2500).keys()].map((seq) => ({ boot: 'b', seq, at: NOW, depth_mm: 1 }))
    await store.append([frame(many), frame({ boot: 'b', seq: 9000, at: NOW + 5, depth_mm: 1 })])
    await prune(store)
    const readings = await store.readings({ deviceId: 'd1', ...ALL })
    expect(new Set(seqs(readings)).size).toBe(2501)
    expect(readings).toHaveLength(2501)
    expect(readings.at(-1)?.seq).toBe(9000)
  })

  test('readings that were there before InfluxDB was configured follow, after those that are new', async () => {
    const setup = await setUp()
    const embedded = await openEmbedded({ dataDir: setup.dataDir, reading })
    const old = [...Array(2300).keys()].map((seq) =>
      frame({ seq, at: NOW - 3000 + Math.floor(seq / 2), depth_mm: seq }),
    )
    await embedded.append(old)
    await embedded.close()
    const store = await openIn(setup)
    expect(await store.readings({ deviceId: 'd1', ...ALL })).toHaveLength(2300)
    await store.append([frame({ seq: 5000, at: NOW, depth_mm: 1 })])
    await prune(store)
    const readings = await store.readings({ deviceId: 'd1', ...ALL })
    expect(new Set(seqs(readings)).size).toBe(2301)
    expect((await store.forwarding()).waiting).toBe(0)
  })

  test('killed under load for a while, it has everything in order, once, when it is back', async () => {
    const setup = await setUp()
    const store = await openIn(setup)
    const devices = ['d1', 'd2', 'd3']
    let seq = 0
    const load = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        const frames = devices.flatMap((deviceId) =>
          [...Array(20).keys()].map((it) => frame({ seq: seq + it, at: NOW + seq + it, depth_mm: 1 }, { deviceId })),
        )
        seq += 20
        await store.append(frames)
      }
    }
    const steady = (async () => {
      await load(20)
      await store.flush()
      const killed = setup.server.kill()
      await load(60)
      await killed
      await load(20)
    })()
    await steady
    // Nothing of what was appended is missing while InfluxDB is away.
    for (const deviceId of devices) {
      expect(seqs(await store.readings({ deviceId, ...ALL }))).toEqual([...Array(seq).keys()])
    }
    await store.flush()
    const away = await store.forwarding()
    expect(away.failure).toMatch(/cannot reach/)
    expect(away.waiting).toBeGreaterThanOrEqual(60 * 20 * devices.length)
    await setup.server.start()
    await load(5)
    await expect
      .poll(
        async () => {
          await store.flush()
          return (await store.forwarding()).waiting
        },
        { timeout: 15_000 },
      )
      .toBe(0)
    expect(await store.forwarding()).toMatchObject({ failure: undefined, deadLetters: 0 })
    for (const deviceId of devices) {
      const { series } = await setup.server.query(`SELECT seq FROM reading WHERE device = '${deviceId}'`, 'snow')
      expect(series[0]?.values.map((it) => it[1])).toEqual([...Array(seq).keys()])
    }
    await prune(store)
    for (const deviceId of devices) {
      expect(seqs(await store.readings({ deviceId, ...ALL }))).toEqual([...Array(seq).keys()])
    }
  }, 60_000)

  test('what an outage hides is an error, what the spool still has is not', async () => {
    const setup = await setUp(NOW + 10 * DAY_MS)
    const store = await openIn(setup)
    const late = NOW + 10 * DAY_MS - HOUR_MS
    await store.append([
      frame({ seq: 1, at: NOW, depth_mm: 1 }),
      frame({ seq: 2, at: late, depth_mm: 1 }, { receivedAtMs: late }),
    ])
    await prune(store)
    await store.append([frame({ seq: 3, at: NOW, depth_mm: 1 }, { deviceId: 'd2' })])
    await setup.server.kill()
    await expect(store.readings({ deviceId: 'd1', ...ALL })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('InfluxDB'),
    })
    expect(seqs(await store.readings({ deviceId: 'd1', ...ALL, fromMs: NOW + DAY_MS }))).toEqual([2])
    expect(seqs(await store.readings({ deviceId: 'd2', ...ALL }))).toEqual([3])
    await setup.server.start()
    expect(seqs(await store.readings({ deviceId: 'd1', ...ALL }))).toEqual([1, 2])
  })

  test('what waits survives a restart of the service, InfluxDB being away', async () => {
    const setup = await setUp()
    await setup.server.kill()
    const store = await openIn(setup)
    await store.append([frame({ seq: 1, at: NOW, depth_mm: 1 })])
    await store.close()
    const again = await openIn(setup)
    expect(await again.forwarding()).toMatchObject({ waiting: 1 })
    await again.close()
    await setup.server.start()
    const last = await openIn(setup)
    await last.flush()
    expect(await last.forwarding()).toMatchObject({ waiting: 0, failure: undefined })
    const { series } = await setup.server.query('SELECT seq FROM reading', 'snow')
    expect(series[0]?.values).toHaveLength(1)
  })

  test('a refused batch comes down to its dead letters; they stay readable and are tried again at the next start', async () => {
    const setup = await setUp()
    // Another program has written text where we write numbers: no reading with a battery voltage can be stored.
    const day = Math.floor(NOW / DAY_MS)
    await write(setup, `reading,device=d1 battery_v="low" ${day * DAY_MS}000000`)
    const store = await openIn(setup)
    const bad = [7, 400, 401, 999]
    const frames = [...Array(1000).keys()].map((seq) =>
      frame({ seq, at: NOW + seq, depth_mm: 1, ...(bad.includes(seq) ? { battery_v: 3.6 } : {}) }),
    )
    await store.append(frames)
    await prune(store)
    expect(await store.forwarding()).toMatchObject({ waiting: 0, deadLetters: 4, buried: 4, failure: undefined })
    const dead = await store.deadLetters(10)
    expect(dead.map((it) => it.identity).toSorted()).toEqual([':400', ':401', ':7', ':999'])
    expect(dead[0]?.reason).toMatch(/field type conflict.*battery_v/)
    expect(seqs(await store.readings({ deviceId: 'd1', ...ALL }))).toEqual([...Array(1000).keys()])
    await store.close()
    await setup.server.query('DROP MEASUREMENT reading', 'snow')
    const again = await openIn(setup)
    await again.flush()
    expect(await again.forwarding()).toMatchObject({ waiting: 0, deadLetters: 0 })
    const { series } = await setup.server.query('SELECT seq, battery_v FROM reading', 'snow')
    expect(series[0]?.values.map((it) => it[1])).toEqual(bad)
  })

  test('readings older than InfluxDB keeps pass without holding up the others', async () => {
    const setup = await setUp()
    await setup.server.query('CREATE RETENTION POLICY short ON snow DURATION 1h REPLICATION 1 DEFAULT')
    const store = await openIn(setup)
    const now = Date.now()
    await store.append([
      frame({ seq: 1, at: NOW - 3000 * DAY_MS, depth_mm: 1 }),
      frame({ seq: 2, at: now, depth_mm: 1 }, { receivedAtMs: now }),
    ])
    await store.flush()
    expect(await store.forwarding()).toMatchObject({ waiting: 0, deadLetters: 0, failure: undefined })
    const { series } = await setup.server.query('SELECT seq FROM reading', 'snow')
    expect(series[0]?.values.map((it) => it[1])).toEqual([2])
  })

  test('without InfluxDB in the settings nothing is forwarded any more, and with it again everything is', async () => {
    const setup = await setUp()
    await (await openIn(setup)).close()
    const log = pino({ level: 'silent' })
    const plain = await openReadingStore({ dataDir: setup.dataDir, reading, clock: setup.clock, log, influx: null })
    await plain.append([frame({ seq: 1, at: NOW, depth_mm: 1 })])
    expect(plain).not.toBeInstanceOf(InfluxReadingStore)
    await plain.close()
    const store = await openIn(setup)
    await prune(store)
    expect(seqs(await store.readings({ deviceId: 'd1', ...ALL }))).toEqual([1])
  })
})

/** Every read finds the spool delivered. */
function deliveringFirst(store: InfluxReadingStore): ReadingStore {
  return new Proxy<ReadingStore>(store, {
    get(target, name) {
      if (name === 'readings') {
        return async (query: Parameters<ReadingStore['readings']>[0]) => {
          await store.flush()
          return store.readings(query)
        }
      }
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

async function write({ settings }: Setup, line: string): Promise<void> {
  const response = await fetch(`${settings.url}/write?db=${settings.bucket}`, { method: 'POST', body: line })
  if (!response.ok) throw new Error(await response.text())
}
