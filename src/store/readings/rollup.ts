import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { DAY_MS, HOUR_MS, wallTime } from '../../domain/time.ts'
import type { Rollup } from './port.ts'

/**
 * Hourly and daily roll-ups of what quality control accepted, made again whenever a judgement in their hour changes.
 * Hours are UTC; days are those of the installation's time zone, keyed by the UTC time at which they begin.
 */
export const ROLLUP_TABLES = [
  `create table rollup_dirty (device integer not null, hour integer not null, primary key (device, hour)) without rowid`,
  `create table rollup_hour (
    device integer not null, hour integer not null, day_at integer not null, readings integer not null,
    accepted integer not null, min_depth_mm real, max_depth_mm real, sum_depth_mm real, last_depth_mm real,
    sum_air_temp_c real, air_temps integer not null, min_battery_v real,
    primary key (device, hour)) without rowid`,
]

const DAY_COLUMNS = `device, day_at as at, sum(readings) as readings, sum(accepted) as accepted,
  min(min_depth_mm) as min_depth_mm, max(max_depth_mm) as max_depth_mm,
  sum(sum_depth_mm) / nullif(sum(accepted), 0) as mean_depth_mm,
  (select l.last_depth_mm from rollup_hour l where l.device = r.device and l.day_at = r.day_at
    and l.last_depth_mm is not null order by l.hour desc limit 1) as last_depth_mm,
  sum(sum_air_temp_c) / nullif(sum(air_temps), 0) as mean_air_temp_c, min(min_battery_v) as min_battery_v`

const HOUR_COLUMNS = `device, hour * ${HOUR_MS} as at, readings, accepted, min_depth_mm, max_depth_mm,
  sum_depth_mm / nullif(accepted, 0) as mean_depth_mm, last_depth_mm,
  sum_air_temp_c / nullif(air_temps, 0) as mean_air_temp_c, min_battery_v`

export class Rollups {
  readonly #timeZone: string
  readonly #mark: StatementSync
  readonly #dirty: StatementSync
  readonly #clean: StatementSync
  readonly #readHour: StatementSync
  readonly #known: StatementSync
  readonly #write: StatementSync
  readonly #hours: StatementSync
  readonly #days: StatementSync

  constructor(database: DatabaseSync, timeZone: string) {
    this.#timeZone = timeZone
    this.#mark = database.prepare('insert into rollup_dirty (device, hour) values (?, ?) on conflict do nothing')
    this.#dirty = database.prepare('select device, hour from rollup_dirty limit ?')
    this.#clean = database.prepare('delete from rollup_dirty where device = ? and hour = ?')
    this.#readHour = database.prepare(
      `select count(*) as readings, sum(accepted = 1) as accepted,
         min(case when accepted = 1 then judged_depth_mm end) as min_depth_mm,
         max(case when accepted = 1 then judged_depth_mm end) as max_depth_mm,
         sum(case when accepted = 1 then judged_depth_mm end) as sum_depth_mm,
         sum(air_temp_c) as sum_air_temp_c, count(air_temp_c) as air_temps, min(battery_v) as min_battery_v,
         (select l.judged_depth_mm from reading l where l.day = ?1 and l.device = ?2 and l.at >= ?3 and l.at < ?4
           and l.accepted = 1 order by l.at desc, l.identity desc limit 1) as last_depth_mm
       from reading where day = ?1 and device = ?2 and at >= ?3 and at < ?4`,
    )
    this.#known = database.prepare('select readings from rollup_hour where device = ? and hour = ?')
    this.#write = database.prepare(
      `insert or replace into rollup_hour (device, hour, day_at, readings, accepted, min_depth_mm, max_depth_mm,
         sum_depth_mm, last_depth_mm, sum_air_temp_c, air_temps, min_battery_v)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#hours = database.prepare(
      `select ${HOUR_COLUMNS} from rollup_hour where device = ? and hour >= ? and hour < ? order by hour limit ?`,
    )
    this.#days = database.prepare(
      `select ${DAY_COLUMNS} from rollup_hour r where device = ? and day_at >= ? and day_at < ?
       group by day_at order by day_at limit ?`,
    )
  }

  /** The hour of a reading must be rolled up again; in the transaction that changes the reading. */
  mark(device: number, atMs: number): void {
    this.#mark.run(device, Math.floor(atMs / HOUR_MS))
  }

  /** Rolls up at most `limit` hours, in the caller's transaction. @returns how many there were. */
  step(limit: number): number {
    const dirty = this.#dirty.all(limit)
    for (const { device, hour } of dirty) {
      this.#rollUp(Number(device), Number(hour))
      this.#clean.run(Number(device), Number(hour))
    }
    return dirty.length
  }

  /** Hours from `fromMs` (inclusive) to `toMs` (exclusive) that hold readings, ascending. */
  hours(device: number, fromMs: number, toMs: number, limit: number): Rollup[] {
    return this.#hours.all(device, Math.ceil(fromMs / HOUR_MS), Math.ceil(toMs / HOUR_MS), limit).map(rollupFromRow)
  }

  /** Local days that begin from `fromMs` (inclusive) to `toMs` (exclusive) and hold readings, ascending. */
  days(device: number, fromMs: number, toMs: number, limit: number): Rollup[] {
    return this.#days.all(device, fromMs, toMs, limit).map(rollupFromRow)
  }

  #rollUp(device: number, hour: number): void {
    const fromMs = hour * HOUR_MS
    const row = this.#readHour.get(Math.floor(fromMs / DAY_MS), device, fromMs, fromMs + HOUR_MS)
    // Retention may have taken readings of this hour; what was rolled up of all of them stays.
    const before = Number(this.#known.get(device, hour)?.readings ?? 0)
    if (row === undefined || Number(row.readings) === 0 || Number(row.readings) < before) return
    this.#write.run(
      device,
      hour,
      localDayStartMs(fromMs, this.#timeZone),
      Number(row.readings),
      Number(row.accepted ?? 0),
      value(row.min_depth_mm),
      value(row.max_depth_mm),
      value(row.sum_depth_mm),
      value(row.last_depth_mm),
      value(row.sum_air_temp_c),
      Number(row.air_temps),
      value(row.min_battery_v),
    )
  }
}

/** Midnight of the local day that holds `atMs`; in zones with half-hour offsets, of the day that holds the hour's start. */
export function localDayStartMs(atMs: number, timeZone: string): number {
  const { hour, minute, second } = wallTime(atMs, timeZone)
  return atMs - ((hour * 60 + minute) * 60 + second) * 1000 - (atMs % 1000)
}

function rollupFromRow(row: Record<string, SQLOutputValue>): Rollup {
  return {
    atMs: Number(row.at),
    readings: Number(row.readings),
    accepted: Number(row.accepted),
    minDepthMm: value(row.min_depth_mm),
    maxDepthMm: value(row.max_depth_mm),
    meanDepthMm: value(row.mean_depth_mm),
    lastDepthMm: value(row.last_depth_mm),
    meanAirTempC: value(row.mean_air_temp_c),
    minBatteryV: value(row.min_battery_v),
  }
}

function value(given: SQLOutputValue | undefined): number | null {
  return given == null ? null : Number(given)
}
