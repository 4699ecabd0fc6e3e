import type { Cell } from '../../domain/forecast.ts'
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from '../../domain/time.ts'
import type { HttpAnswer, HttpAsk, HttpProvider, ProviderSettings, RefusedWhy, Told, ToldRun } from '../provider.ts'
import { HOURLY_ASKED, readHours } from './open-meteo-hours.ts'
import { assertNear, degrees, urlBelow } from './place.ts'
import { expiresAt, gatewayRefusal, type Refusal, refused, retryAfter, statusRefusal } from './refusal.ts'
import { jsonIn, listAt, numberAt, objectAt, readOr, unreadable } from './unreadable.ts'

/** Free of charge for non-commercial use; those with a key are served by a host of their own. */
export const OPEN_METEO_BASE_URL = 'https://api.open-meteo.com'
const FREE_HOST = 'api.open-meteo.com'
const CUSTOMER_HOST = 'customer-api.open-meteo.com'

/** JMA's MSM (5 km, 3.5 days) joined with its GSM. */
export const OPEN_METEO_MODEL = 'jma_seamless'
const FORECAST_DAYS = 3
/** Keeps the URL under 1 kB and an answer at some 250 kB. */
const MAX_CELLS = 50

/**
 * Open-Meteo's forecast API. Its free terms count every *place* as a call: 600 a minute, 5000 an hour, 10,000 a day
 * (open-meteo.com/en/terms), so that full requests are few.
 */
export const openMeteo: HttpProvider = {
  name: 'open-meteo',
  maxCellsPerRequest: MAX_CELLS,
  budget: { perMinute: 600 / MAX_CELLS, perDay: 10_000 / MAX_CELLS },
  ask,
  read,
}

function ask(cells: readonly Cell[], settings: ProviderSettings): HttpAsk {
  const url = urlBelow(settings.baseUrl, 'v1/forecast')
  if (settings.apiKey !== null && url.hostname === FREE_HOST) url.hostname = CUSTOMER_HOST
  const query: [string, string][] = [
    ['latitude', cells.map((it) => degrees(it.lat)).join(',')],
    ['longitude', cells.map((it) => degrees(it.lon)).join(',')],
    ['hourly', HOURLY_ASKED.join(',')],
    ['models', encodeURIComponent(modelOf(settings))],
    ['forecast_days', String(FORECAST_DAYS)],
    ['timezone', 'UTC'],
    ['wind_speed_unit', 'ms'],
  ]
  if (settings.apiKey !== null) query.push(['apikey', encodeURIComponent(settings.apiKey)])
  // Built by hand: URLSearchParams would treble every comma between fifty coordinates.
  url.search = query.map(([name, value]) => `${name}=${value}`).join('&')
  return { url: url.href, headers: { accept: 'application/json', 'user-agent': settings.userAgent } }
}

function modelOf(settings: ProviderSettings): string {
  return settings.model ?? OPEN_METEO_MODEL
}

function read(answer: HttpAnswer, cells: readonly Cell[], settings: ProviderSettings, nowMs: EpochMs): Told {
  const told = readOr(
    () => readAnswer(answer, cells, modelOf(settings), nowMs),
    (detail) => statusRefusal(answer, nowMs) ?? gatewayRefusal(answer, nowMs) ?? refused('unreadable', detail),
  )
  return told.kind === 'refused' ? withoutKey(told, settings.apiKey) : told
}

function readAnswer(answer: HttpAnswer, cells: readonly Cell[], model: string, nowMs: EpochMs): Told {
  if (answer.status === 304) return { kind: 'unchanged', expiresAtMs: expiresAt(answer, nowMs) }
  const value = jsonIn(answer.body)
  const refusal = reasonRefusal(value, answer, nowMs) ?? statusRefusal(answer, nowMs)
  if (refusal !== null) return refusal
  const places = Array.isArray(value) ? listAt(value, 'body') : [value]
  if (places.length !== cells.length) unreadable('body', places.length, `${cells.length} places, as asked`)
  const runs = cells.map((cell, index) =>
    readPlace(places[index], cell, model, Array.isArray(value) ? `[${index}]` : ''),
  )
  const saying = runs.filter((it) => it.hours.some((hour) => hour.airTempC !== null && hour.precipitationMm !== null))
  if (saying.length === 0) {
    return refused(
      'bad-request',
      `model ${model} has no temperature and precipitation for ${cells[0]?.id ?? 'no cell'}`,
    )
  }
  return { kind: 'runs', runs: saying, expiresAtMs: expiresAt(answer, nowMs) }
}

/** Open-Meteo does not say when a model run began. */
function readPlace(value: unknown, cell: Cell, model: string, path: string): ToldRun {
  const place = objectAt(value, path || 'body')
  const dot = path === '' ? '' : `${path}.`
  const lat = numberAt(place.latitude, `${dot}latitude`, -90, 90)
  const lon = numberAt(place.longitude, `${dot}longitude`, -180, 360)
  assertNear(cell, lat, lon, `${dot}latitude,longitude`)
  return { cellId: cell.id, model, issuedAtMs: null, hours: readHours(place, dot) }
}

/** Words of its `reason`, and what they mean; the first that matches counts. */
const REASONS: readonly { words: RegExp; why: RefusedWhy; waitMs: (nowMs: EpochMs) => number | null }[] = [
  { words: /minutely api request limit/i, why: 'rate-limited', waitMs: () => MINUTE_MS },
  { words: /hourly api request limit/i, why: 'rate-limited', waitMs: (nowMs) => untilNext(HOUR_MS, nowMs) },
  { words: /daily api request limit/i, why: 'rate-limited', waitMs: (nowMs) => untilNext(DAY_MS, nowMs) },
  { words: /monthly api request limit/i, why: 'rate-limited', waitMs: () => DAY_MS },
  { words: /request limit exceeded|too many concurrent requests/i, why: 'rate-limited', waitMs: () => MINUTE_MS },
  { words: /overloaded/i, why: 'overloaded', waitMs: () => null },
  { words: /api ?key/i, why: 'unauthorised', waitMs: () => null },
]

function untilNext(periodMs: number, nowMs: EpochMs): number {
  return periodMs - (((nowMs % periodMs) + periodMs) % periodMs)
}

/** `{"error": true, "reason": …}`, whatever its status. */
function reasonRefusal(value: unknown, answer: HttpAnswer, nowMs: EpochMs): Refusal | null {
  if (Array.isArray(value)) return null
  const body = objectAt(value, 'body')
  if (body.error !== true) return null
  const reason = typeof body.reason === 'string' ? body.reason.slice(0, 300) : 'no reason given'
  const known = REASONS.find((it) => it.words.test(reason))
  if (known === undefined) {
    const refusal = statusRefusal(answer, nowMs)
    return refused(refusal?.why ?? 'bad-request', reason, refusal?.retryAfterMs ?? null)
  }
  return refused(known.why, reason, retryAfter(answer, nowMs) ?? known.waitMs(nowMs))
}

/** A service may repeat the question in its answer; the key must reach no log. */
function withoutKey(refusal: Refusal, apiKey: string | null): Refusal {
  if (apiKey === null || apiKey === '') return refusal
  return { ...refusal, detail: refusal.detail.replaceAll(apiKey, '***') }
}
