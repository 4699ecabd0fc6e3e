import type { Observation } from '../../domain/forecast.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../domain/time.ts'
import { urlBelow } from './place.ts'
import { PLAUSIBLE, type Plausible, plausibleOrNull } from './plausible.ts'
import { jsonIn, listAt, numberAt, objectAt, readOr, unreadable } from './unreadable.ts'

/**
 * AMeDAS, the weather stations of the Japan Meteorological Agency, from the files behind its own web pages. They are
 * no promised interface and may change without notice: a station that is not as expected is left out, a file that is
 * not is unreadable, and nothing here ever guesses.
 */
export const JMA_BASE_URL = 'https://www.jma.go.jp'
/** Provider of these observations in the archive. */
export const AMEDAS = 'jma-amedas'

/** A new map every ten minutes. */
const MAP_STEP_MS = 10 * MINUTE_MS
const JST_OFFSET_MS = 9 * HOUR_MS
/** Values come as [value, flag]: 0 is good; above, it is doubtful, incomplete, missing or not observed (5, 6 off-season). */
const GOOD = 0

/** A station; degrees WGS 84. */
export interface AmedasStation {
  readonly id: string
  readonly name: string
  readonly lat: number
  readonly lon: number
}

/** Stations by id. */
export type AmedasTable = ReadonlyMap<string, AmedasStation>

/** A file that could not be read: field, value and what was expected. */
export interface UnreadableFile {
  readonly unreadable: string
}

/** Text file with the time of the newest map. */
export function latestTimeUrl(base: string): string {
  return urlBelow(base, 'bosai/amedas/data/latest_time.txt').href
}

/** All stations at the ten minutes that `atMs` falls in; the file's name is its time in Japan. */
export function mapUrl(base: string, atMs: EpochMs): string {
  const inJapan = new Date(Math.floor(atMs / MAP_STEP_MS) * MAP_STEP_MS + JST_OFFSET_MS)
  const digits = inJapan.toISOString().slice(0, 19).replaceAll(/\D/g, '')
  return urlBelow(base, `bosai/amedas/data/map/${digits}.json`).href
}

/** Where the stations are; changes a few times a year. */
export function tableUrl(base: string): string {
  return urlBelow(base, 'bosai/amedas/const/amedastable.json').href
}

/** `2026-01-20T10:50:00+09:00`; null when the text is no such time. */
export function readLatestTime(body: string): EpochMs | null {
  const text = body.trim()
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/.test(text)) return null
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? null : atMs
}

/** The station table. Stations without a usable position are left out; never throws. */
export function readAmedasTable(body: string): AmedasTable | UnreadableFile {
  return readOr<AmedasTable, UnreadableFile>(
    () => {
      const entries = Object.entries(objectAt(jsonIn(body), 'body'))
      const stations = entries.flatMap(([id, value]) => {
        const station = readOr(
          () => readStation(id, value),
          () => null,
        )
        return station === null ? [] : [[id, station] as const]
      })
      if (stations.length === 0) unreadable('body', entries.length, 'stations with lat and lon')
      return new Map(stations)
    },
    (detail) => ({ unreadable: detail }),
  )
}

function readStation(id: string, value: unknown): AmedasStation {
  const station = objectAt(value, id)
  return {
    id,
    name: typeof station.kjName === 'string' ? station.kjName : id,
    lat: readDegrees(station.lat, `${id}.lat`, 90),
    lon: readDegrees(station.lon, `${id}.lon`, 180),
  }
}

/** [degrees, minutes]. Japan has no negative ones. */
function readDegrees(value: unknown, field: string, max: number): number {
  const [degrees, minutes] = listAt(value, field)
  return numberAt(degrees, `${field}[0]`, 0, max) + numberAt(minutes, `${field}[1]`, 0, 60) / 60
}

/**
 * What the stations of `table` observed at `atMs`. A key that is absent, a flag other than 0 and a value outside all
 * experience are null; a station of which nothing remains is left out. Never throws.
 */
export function readAmedasMap(
  body: string,
  table: AmedasTable,
  atMs: EpochMs,
  receivedAtMs: EpochMs,
): readonly Observation[] | UnreadableFile {
  return readOr<readonly Observation[], UnreadableFile>(
    () =>
      Object.entries(objectAt(jsonIn(body), 'body')).flatMap(([id, value]) => {
        const station = table.get(id)
        const values = station === undefined ? null : readValues(value)
        if (station === undefined || values === null) return []
        const { lat, lon } = station
        return [{ provider: AMEDAS, stationId: id, lat, lon, atMs, receivedAtMs, ...values }]
      }),
    (detail) => ({ unreadable: detail }),
  )
}

type Values = Pick<Observation, 'airTempC' | 'snowDepthCm' | 'snowfall1hCm' | 'precipitation1hMm'>

function readValues(value: unknown): Values | null {
  if (typeof value !== 'object' || value === null) return null
  const told = value as Readonly<Record<string, unknown>>
  const values: Values = {
    airTempC: believed(told.temp, PLAUSIBLE.airTempC),
    snowDepthCm: believed(told.snow, PLAUSIBLE.snowDepthCm),
    snowfall1hCm: believed(told.snow1h, PLAUSIBLE.snowfall1hCm),
    precipitation1hMm: believed(told.precipitation1h, PLAUSIBLE.precipitationMm),
  }
  return Object.values(values).every((it) => it === null) ? null : values
}

function believed(told: unknown, bounds: Plausible): number | null {
  if (!Array.isArray(told) || told[1] !== GOOD) return null
  const [value] = told
  return typeof value === 'number' ? plausibleOrNull(value, bounds) : null
}
