import type { EpochMs } from '../../domain/time.ts'
import type { UnreadableFile } from './jma-amedas.ts'
import { urlBelow } from './place.ts'
import { asList, instantAt, jsonIn, listAt, objectAt, readOr, textAt } from './unreadable.ts'

/**
 * What a local observatory of JMA forecasts in words, for officers to read beside our own figures: it holds no
 * snowfall in centimetres and takes no part in any decision. Files behind JMA's web pages, as AMeDAS: read with care.
 */
export interface JmaForecast {
  /** Name of the observatory that issued it. */
  readonly office: string
  readonly issuedAtMs: EpochMs
  /** Weather of today, tomorrow and the day after in words, per area. */
  readonly weathers: readonly JmaWeather[]
  /** Probability of precipitation in the six hours from `fromMs`, %, per area; null: not given. */
  readonly pops: readonly JmaPop[]
  /** Lowest (stamped 00:00 in Japan) and highest (09:00) temperatures of days, per station; null: not given. */
  readonly temps: readonly JmaTemp[]
}

interface InArea {
  readonly areaCode: string
  readonly areaName: string
}

/** Weather in words for the day or part of a day that begins at `atMs`. */
export interface JmaWeather extends InArea {
  readonly atMs: EpochMs
  readonly text: string
  /** JMA's weather code (天気コード): 1xx fine, 2xx cloudy, 3xx rain, 4xx snow. */
  readonly code: string | null
}

/** Probability of precipitation, %. */
export interface JmaPop extends InArea {
  readonly fromMs: EpochMs
  readonly probabilityPct: number | null
}

/** A day's lowest or highest temperature at a station, °C. */
export interface JmaTemp extends InArea {
  readonly atMs: EpochMs
  readonly airTempC: number | null
}

/** The general forecast (府県天気概況) of an office's area. */
export interface JmaOverview {
  readonly office: string
  readonly issuedAtMs: EpochMs
  readonly area: string
  /** One sentence on warnings in force or expected; null: nothing to warn of. */
  readonly headline: string | null
  readonly text: string
}

/** @param office six digits, e.g. `020000` for Aomori; `bosai/common/const/area.json` lists them. */
export function forecastUrl(base: string, office: string): string {
  return urlBelow(base, `bosai/forecast/data/forecast/${encodeURIComponent(office)}.json`).href
}

/** The general forecast of the same office. */
export function overviewUrl(base: string, office: string): string {
  return urlBelow(base, `bosai/forecast/data/overview_forecast/${encodeURIComponent(office)}.json`).href
}

/**
 * The short-range part of an office's forecast; the week after it is not read. Never throws.
 */
export function readJmaForecast(body: string): JmaForecast | UnreadableFile {
  return readOr<JmaForecast, UnreadableFile>(
    () => {
      const shortRange = objectAt(listAt(jsonIn(body), 'body')[0], '[0]')
      const series = listAt(shortRange.timeSeries, '[0].timeSeries').map((it, index) =>
        readSeries(it, `[0].timeSeries[${index}]`),
      )
      const values = series.flat()
      return {
        office: textAt(shortRange.publishingOffice, '[0].publishingOffice'),
        issuedAtMs: instantAt(shortRange.reportDatetime, '[0].reportDatetime'),
        weathers: values.flatMap(({ atMs, area, told }) =>
          told.weathers === undefined ? [] : [{ ...area, atMs, text: told.weathers, code: told.weatherCodes ?? null }],
        ),
        pops: values.flatMap(({ atMs, area, told }) =>
          told.pops === undefined ? [] : [{ ...area, fromMs: atMs, probabilityPct: figure(told.pops, 0, 100) }],
        ),
        temps: values.flatMap(({ atMs, area, told }) =>
          told.temps === undefined ? [] : [{ ...area, atMs, airTempC: figure(told.temps, -60, 60) }],
        ),
      }
    },
    (detail) => ({ unreadable: detail }),
  )
}

/** Never throws. */
export function readJmaOverview(body: string): JmaOverview | UnreadableFile {
  return readOr<JmaOverview, UnreadableFile>(
    () => {
      const overview = objectAt(jsonIn(body), 'body')
      const headline = typeof overview.headlineText === 'string' ? overview.headlineText.trim() : ''
      return {
        office: textAt(overview.publishingOffice, 'publishingOffice'),
        issuedAtMs: instantAt(overview.reportDatetime, 'reportDatetime'),
        area: textAt(overview.targetArea, 'targetArea'),
        headline: headline === '' ? null : headline,
        text: textAt(overview.text, 'text').trim(),
      }
    },
    (detail) => ({ unreadable: detail }),
  )
}

const NAMES = ['weathers', 'weatherCodes', 'pops', 'temps'] as const

interface Value {
  readonly atMs: EpochMs
  readonly area: InArea
  readonly told: Readonly<Partial<Record<(typeof NAMES)[number], string>>>
}

/** One value per area and time. A list shorter than its times ends early; what is no text is not told. */
function readSeries(value: unknown, field: string): Value[] {
  const series = objectAt(value, field)
  const times = listAt(series.timeDefines, `${field}.timeDefines`).map((it, index) =>
    instantAt(it, `${field}.timeDefines[${index}]`),
  )
  return listAt(series.areas, `${field}.areas`).flatMap((it, index) => {
    const path = `${field}.areas[${index}]`
    const entry = objectAt(it, path)
    const { code, name } = objectAt(entry.area, `${path}.area`)
    const area = { areaCode: textAt(code, `${path}.area.code`), areaName: textAt(name, `${path}.area.name`) }
    return times.map((atMs, time) => ({ atMs, area, told: toldAt(entry, time) }))
  })
}

function toldAt(entry: Readonly<Record<string, unknown>>, index: number): Value['told'] {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = asList(entry[name])[index]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}

/** JMA writes its figures as text, and '' for none. */
function figure(text: string, min: number, max: number): number | null {
  const value = /^-?\d{1,3}$/.test(text) ? Number(text) : null
  return value !== null && value >= min && value <= max ? value : null
}
