import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { median } from 'simple-statistics'
import { SimulatedClock } from '../../src/clock.ts'
import { Decider } from '../../src/decide/decider.ts'
import { SensorTracker } from '../../src/decide/sensor-tracker.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { upsertAuthority } from '../../src/store/authorities/upsert-authority.ts'
import { upsertBlock } from '../../src/store/blocks/upsert-block.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import type { ReadingStore } from '../../src/store/readings/port.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'
import { upsertRoute } from '../../src/store/routes/upsert-route.ts'
import { buildDistrict, type District, TIME_ZONE } from './district.ts'
import { type BenchReading, lastHours, nightsUntil } from './nights.ts'

const SWEEPS = 5
/** Readings that stand in the store: what prediction and a sustained trigger look at. */
const RECORD_H = 6
const FRAMES_AT_ONCE = 200
const BOUNDS = { earliestMs: 0, maxAheadMs: Number.MAX_SAFE_INTEGER } as const

export interface Sweeps {
  /** The first: every sensor is folded from the store, and all that fires is decided and written. */
  readonly firstMs: number
  /** Median of the following ones, in which hardly anything changes. */
  readonly sweepMs: number
}

/** The deciding stage as it runs, on real databases: what a minute's sweep over all routes takes. */
export async function measureSweep(routeCount: number, nowMs: number): Promise<Sweeps> {
  const dir = mkdtempSync(join(tmpdir(), 'yukiban-decide-'))
  const clock = new SimulatedClock(nowMs, Number.POSITIVE_INFINITY)
  try {
    const db = await openDatabase(dir)
    const readings = await openReadingStore({ dataDir: dir, reading: BOUNDS })
    try {
      const district = buildDistrict(routeCount)
      await fillControl(db, district, nowMs)
      await fillReadings(readings, district, nowMs)
      return await runSweeps(db, readings, clock)
    } finally {
      await readings.close()
      await db.destroy()
    }
  } finally {
    clock.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function runSweeps(db: Db, readings: ReadingStore, clock: SimulatedClock): Promise<Sweeps> {
  let hold = clock.hold()
  const tracker = new SensorTracker(db, readings, 48 * HOUR_MS)
  const startMs = performance.now()
  const decider = new Decider({ db, clock, log: pino({ level: 'error' }), tracker, onDecided() {} })
  try {
    await decider.settled()
    const firstMs = performance.now() - startMs
    const took: number[] = []
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      const passed = clock.sleepUntil(clock.now() + MINUTE_MS)
      const beginMs = performance.now()
      hold[Symbol.dispose]()
      await passed
      hold = clock.hold()
      await decider.settled()
      took.push(performance.now() - beginMs)
      if (decider.failure !== undefined) throw new Error(`the sweep failed: ${decider.failure}`)
    }
    return { firstMs, sweepMs: median(took) }
  } finally {
    hold[Symbol.dispose]()
    await decider.stop()
  }
}

async function fillControl(db: Db, { authorities, blocks, routes, devices, criteria }: District, nowMs: number) {
  await db.transaction().execute(async (trx) => {
    for (const id of authorities)
      await upsertAuthority(trx, { id, name: id, kind: 'municipality', timeZone: TIME_ZONE })
    for (const block of blocks) await upsertBlock(trx, { ...block, name: block.id, nameKana: null })
    for (const route of routes) await upsertRoute(trx, route)
    for (const device of devices) await upsertDevice(trx, device, nowMs)
    for (const { version: _, ...criterion } of criteria) await saveCriterion(trx, { criterion, actor: 'bench', nowMs })
  })
}

async function fillReadings(readings: ReadingStore, { devices }: District, nowMs: number): Promise<void> {
  const nights = nightsUntil(nowMs)
  for (let from = 0; from < devices.length; from += FRAMES_AT_ONCE) {
    const frames = devices
      .slice(from, from + FRAMES_AT_ONCE)
      .map(({ id }, index) => frameOf(id, lastHours(nights[(from + index) % nights.length] ?? [], RECORD_H), nowMs))
    await readings.append(frames)
  }
  await readings.settled()
}

function frameOf(deviceId: string, readings: readonly BenchReading[], receivedAtMs: number) {
  const said = readings.map((it) => ({ at: it.atMs, distance_mm: it.distanceMm, air_temp_c: it.airTempC }))
  const payload = new TextEncoder().encode(JSON.stringify(said))
  const topic = `yukiban/v1/${deviceId}/reading`
  const from = { deviceId, kind: 'reading', codec: 'json', payloadFormat: null } as const
  return { ...from, topic, receivedAtMs, payload, sizeBytes: payload.byteLength }
}
