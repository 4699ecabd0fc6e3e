import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DAY_MS } from '../../src/domain/time.ts'
import type { ReadingStore } from '../../src/store/readings/port.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { BOUNDS, DAY_READINGS, fillHistory, type History, planHistory } from './fill.ts'
import { SteadyAppends } from './load.ts'

/** Reads a season's history while readings arrive; docs/benchmarks.md says how to read it. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '2000000' },
    devices: { type: 'string', default: '2000' },
    'per-s': { type: 'string', default: '1000' },
  },
})
const SEASON_END_MS = Date.parse('2026-04-01T00:00:00Z')
const BUCKETS = 500
const WARM_UP = 20
const say = (line: string) => process.stdout.write(`${line}\n`)

interface Percentiles {
  readonly p50: number
  readonly p99: number
}

/** Runs `read` again and again. @returns what it took, ms. */
async function timed(times: number, read: (round: number) => Promise<unknown>): Promise<Percentiles> {
  const took: number[] = []
  for (let round = 0; round < WARM_UP + times; round++) {
    const startMs = performance.now()
    await read(round)
    if (round >= WARM_UP) took.push(performance.now() - startMs)
    // Reads come now and then, not one upon the other.
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return percentiles(took.sort((a, b) => a - b))
}

function percentiles(ascending: readonly number[]): Percentiles {
  const at = (share: number) => Math.round((ascending[Math.floor((ascending.length - 1) * share)] ?? 0) * 1000) / 1000
  return { p50: at(0.5), p99: at(0.99) }
}

async function measureReads(store: ReadingStore, history: History) {
  const { devices, seasonDevices, fromMs, toMs } = history
  const device = (round: number) => seasonDevices[round % seasonDevices.length] ?? ''
  const latestCount = (await store.latest()).length
  if (latestCount !== devices.length) throw new Error(`latest of ${latestCount} devices, not ${devices.length}`)
  const latest = await timed(300, () => store.latest())
  const day = await timed(300, async (round) => {
    const startMs = fromMs + ((round * 7) % 170) * DAY_MS
    const found = await store.readings({
      deviceId: device(round),
      fromMs: startMs,
      toMs: startMs + DAY_MS,
      limit: 5000,
    })
    if (found.length !== DAY_READINGS) throw new Error(`a day has ${found.length} readings, not ${DAY_READINGS}`)
  })
  const season = await timed(60, async (round) => {
    const found = await store.series({ deviceId: device(round), fromMs, toMs, buckets: BUCKETS })
    if (found.length !== BUCKETS) throw new Error(`a season has ${found.length} parts, not ${BUCKETS}`)
  })
  return { latest, day, season }
}

const dir = mkdtempSync(join(tmpdir(), 'yukiban-history-'))
try {
  const plan = planHistory(Number(values.rows), Number(values.devices), SEASON_END_MS)
  const fillStartMs = performance.now()
  await fillHistory(dir, plan)
  say(`filled ${plan.rows} readings in ${Math.round((performance.now() - fillStartMs) / 1000)} s`)
  const bytes = statSync(join(dir, 'readings.db')).size
  const openStartMs = performance.now()
  const store = await openReadingStore({ dataDir: dir, reading: BOUNDS })
  const openMs = performance.now() - openStartMs
  const appends = new SteadyAppends(store, plan.devices, plan.toMs, Number(values['per-s']))
  try {
    const { latest, day, season } = await measureReads(store, plan)
    const ack = percentiles(await appends.stop())
    const sqlite = {
      rows: plan.rows,
      latest_all_p50_ms: latest.p50,
      latest_all_p99_ms: latest.p99,
      day_p50_ms: day.p50,
      day_p99_ms: day.p99,
      season_p50_ms: season.p50,
      season_p99_ms: season.p99,
      append_p50_ms: ack.p50,
      append_p99_ms: ack.p99,
      open_ms: Math.round(openMs),
      bytes_per_row: Math.round((bytes / plan.rows) * 10) / 10,
    }
    const result = {
      sqlite,
      influx: null,
      skipped: { influx: 'not measured by this benchmark' },
      node: process.version,
    }
    say(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
  } finally {
    await appends.stop()
    await store.close()
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}
