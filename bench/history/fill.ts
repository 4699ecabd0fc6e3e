import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DAY_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { openReadingStore } from '../../src/store/readings/sqlite.ts'

/** Any device time is believed. */
export const BOUNDS = { earliestMs: 0, maxAheadMs: Number.MAX_SAFE_INTEGER } as const
export const SEASON_DAYS = 180
/** The usual interval of snow gauges. */
const SEASON_STEP_MS = 10 * MINUTE_MS
export const DAY_READINGS = DAY_MS / SEASON_STEP_MS
const SEASON_READINGS = (SEASON_DAYS * DAY_MS) / SEASON_STEP_MS
/** Of the devices, one in so many has every reading of the season; the rest share what rows are left. */
const ONE_IN = 100
const ROWS_PER_TRANSACTION = 50_000

export interface History {
  readonly devices: readonly string[]
  /** Those with a whole season, every ten minutes. */
  readonly seasonDevices: readonly string[]
  readonly rows: number
  readonly fromMs: number
  readonly toMs: number
}

/** The plan of a fill: which device sends how often. */
export function planHistory(rows: number, deviceCount: number, toMs: number): History & { stepOf(no: number): number } {
  const devices = Array.from({ length: deviceCount }, (_, index) => `dev-${String(index + 1).padStart(5, '0')}`)
  const seasonCount = Math.ceil(deviceCount / ONE_IN)
  const rest = Math.max(SEASON_DAYS, Math.floor((rows - seasonCount * SEASON_READINGS) / (deviceCount - seasonCount)))
  const restStepMs = Math.floor((SEASON_DAYS * DAY_MS) / rest)
  const fromMs = Math.floor(toMs / DAY_MS) * DAY_MS - SEASON_DAYS * DAY_MS
  const planned = seasonCount * SEASON_READINGS + (deviceCount - seasonCount) * rest
  return {
    devices,
    seasonDevices: devices.slice(0, seasonCount),
    rows: planned,
    fromMs,
    toMs: fromMs + SEASON_DAYS * DAY_MS,
    stepOf: (no) => (no <= seasonCount ? SEASON_STEP_MS : restStepMs),
  }
}

/**
 * Fills a fresh readings file the way the indexer leaves it, day by day, every reading judged and accepted. By SQL and
 * without fsync: measured is the reading of it.
 */
export async function fillHistory(dir: string, plan: ReturnType<typeof planHistory>): Promise<void> {
  mkdirSync(dir, { recursive: true })
  await (await openReadingStore({ dataDir: dir, reading: BOUNDS })).close()
  const database = new DatabaseSync(join(dir, 'readings.db'))
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000')
    const device = database.prepare('insert into device (id) values (?)')
    for (const id of plan.devices) device.run(id)
    insertReadings(database, plan)
    database.exec(`insert into device_status (device, last_seen_at, last_reading_at, reading_received_at)
      select no, last_at, last_at, last_at from (select d.no, (select max(at) from reading r
        where r.day = (select max(day) from device_day y where y.device = d.no) and r.device = d.no) as last_at
      from device d)`)
    database.exec('pragma wal_checkpoint(truncate)')
  } finally {
    database.close()
  }
}

function insertReadings(
  database: DatabaseSync,
  { fromMs, toMs, devices, stepOf }: ReturnType<typeof planHistory>,
): void {
  const insert = database.prepare(
    `insert into reading (day, device, at, identity, received_at, device_at, time_source, boot, seq, distance_mm,
       air_temp_c, echo_quality, battery_v, rssi_dbm, judged_depth_mm, flags, accepted)
     values (?, ?, ?, ?, ?, ?, 0, 'b', ?, ?, -4.2, 183, 3.61, -97, ?, '11111', 1)`,
  )
  const deviceDay = database.prepare('insert into device_day (device, day) values (?, ?)')
  database.exec('begin')
  let written = 0
  for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
    const day = dayMs / DAY_MS
    for (let no = 1; no <= devices.length; no++) {
      const stepMs = stepOf(no)
      const first = Math.ceil((dayMs - fromMs) / stepMs)
      for (let seq = first; fromMs + seq * stepMs < dayMs + DAY_MS; seq++) {
        const atMs = fromMs + seq * stepMs
        const depthMm = Math.round(300 + 200 * Math.sin(seq / 500 + no))
        insert.run(day, no, atMs, `b:${seq}`, atMs, atMs, seq, 2000 - depthMm, depthMm)
        if (seq === first) deviceDay.run(no, day)
        if (++written % ROWS_PER_TRANSACTION === 0) database.exec('commit; begin')
      }
    }
  }
  database.exec('commit')
}
