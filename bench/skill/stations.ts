import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Device, PLAIN_JSON } from '../../src/domain/device.ts'
import type { TimedReading } from '../../src/domain/reading.ts'

/** One row of a station's file. Null: the cell is empty or absent. */
export interface StationRow {
  readonly atMs: number
  readonly depthCm: number | null
  readonly airTempC: number | null
  readonly distanceRawMm: number | null
  readonly mountHeightMm: number | null
  readonly echoQuality: number | null
}

export interface Station {
  readonly name: string
  /** Ascending by time, one row per time (the first wins). */
  readonly rows: readonly StationRow[]
  /** Most frequent time between rows, ms. */
  readonly intervalMs: number
}

const REQUIRED = ['time_utc', 'depth_cm', 'air_temp_c']

/**
 * Reads every station in a folder: CSV files with the columns `time_utc, depth_cm, air_temp_c` and optionally
 * `distance_raw_m, mount_height_m, quality`. Files without those columns are no stations and are named in `skipped`.
 */
export function readStations(dir: string): { stations: Station[]; skipped: string[] } {
  const stations: Station[] = []
  const skipped: string[] = []
  for (const file of readdirSync(dir)
    .filter((it) => it.endsWith('.csv'))
    .sort()) {
    const station = parseStation(basename(file, '.csv'), readFileSync(join(dir, file), 'utf8'))
    if (station === undefined) skipped.push(file)
    else stations.push(station)
  }
  return { stations, skipped }
}

/** @returns undefined when the text has not the columns of a station. Throws Error naming file, line and cell. */
export function parseStation(name: string, text: string): Station | undefined {
  const lines = text.split('\n').filter((it) => it.trim() !== '')
  const header = (lines[0] ?? '').trim().split(',')
  if (!REQUIRED.every((it) => header.includes(it))) return undefined
  const rows = new Map<number, StationRow>()
  for (const [index, line] of lines.slice(1).entries()) {
    const cells = line.trim().split(',')
    const cell = (column: string) => number(cells[header.indexOf(column)], `${name}.csv line ${index + 2}, ${column}`)
    const atMs = Date.parse(cells[header.indexOf('time_utc')] ?? '')
    if (Number.isNaN(atMs)) throw new Error(`${name}.csv line ${index + 2}, time_utc: ${line} is no ISO 8601 time`)
    if (rows.has(atMs)) continue
    rows.set(atMs, {
      atMs,
      depthCm: cell('depth_cm'),
      airTempC: cell('air_temp_c'),
      distanceRawMm: scaled(cell('distance_raw_m'), 1000),
      mountHeightMm: scaled(cell('mount_height_m'), 1000),
      echoQuality: cell('quality'),
    })
  }
  const sorted = [...rows.values()].sort((a, b) => a.atMs - b.atMs)
  return { name, rows: sorted, intervalMs: commonGap(sorted) }
}

/** The device a station's rows come from: measures the raw distance where it has one, else the depth itself. */
export function stationDevice(station: Station): Device {
  const mount = station.rows.find((it) => it.mountHeightMm !== null && it.distanceRawMm !== null)
  return {
    ...PLAIN_JSON,
    id: station.name,
    authorityId: 'eval',
    kind: 'ultrasonic',
    routeId: null,
    surface: 'roadside',
    mountHeightMm: mount?.mountHeightMm ?? null,
    temperatureCompensated: false,
    lat: null,
    lon: null,
    intervalS: station.intervalMs / 1000,
  }
}

/** A row as the reading a device would have sent. */
export function stationReading(row: StationRow): TimedReading & { readonly identity: string } {
  const measured = row.distanceRawMm !== null && row.mountHeightMm !== null
  return {
    boot: null,
    seq: null,
    deviceAtMs: row.atMs,
    distanceMm: measured ? row.distanceRawMm : null,
    depthMm: measured || row.depthCm === null ? null : row.depthCm * 10,
    airTempC: row.airTempC,
    echoQuality: row.echoQuality,
    batteryV: null,
    rssiDbm: null,
    extra: null,
    atMs: row.atMs,
    receivedAtMs: row.atMs,
    timeSource: 'device',
    identity: `@${row.atMs}`,
  }
}

function number(text: string | undefined, where: string): number | null {
  if (text === undefined || text === '') return null
  const value = Number(text)
  if (!Number.isFinite(value)) throw new Error(`${where}: ${text} is no number`)
  return value
}

function scaled(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor
}

function commonGap(rows: readonly StationRow[]): number {
  const counts = new Map<number, number>()
  let before: number | undefined
  for (const { atMs } of rows) {
    if (before !== undefined) counts.set(atMs - before, (counts.get(atMs - before) ?? 0) + 1)
    before = atMs
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 3_600_000
}
