import type { Cell } from '../../domain/forecast.ts'
import type { EpochMs } from '../../domain/time.ts'
import { type FieldProblem, YukibanError } from '../../errors.ts'
import type { HttpAnswer, HttpAsk, HttpProvider, ProviderSettings, Told } from '../provider.ts'
import { readTimeseries } from './met-norway-hours.ts'
import { assertNear, degrees, urlBelow } from './place.ts'
import { expiresAt, gatewayRefusal, refused, statusRefusal } from './refusal.ts'
import { instantAt, jsonIn, listAt, numberAt, objectAt, readOr, unreadable } from './unreadable.ts'

/** Its public address. */
export const MET_NORWAY_BASE_URL = 'https://api.met.no'
const MODEL = 'locationforecast-2.0'

/**
 * MET Norway's locationforecast 2.0, one place per request. Its terms (api.met.no/doc/TermsOfService) allow 20
 * requests a second; we take a tenth of it, and no more a day than 2000 cells asked hourly need.
 */
export const metNorway: HttpProvider = {
  name: 'met-norway',
  maxCellsPerRequest: 1,
  budget: { perMinute: 120, perDay: 48_000 },
  ask,
  read,
}

/**
 * What is wrong with a User-Agent by MET Norway's terms: it must name the operator with an e-mail address or a web
 * site, or requests are answered 403. Null: it is good.
 */
export function userAgentProblem(userAgent: string): FieldProblem | null {
  const field = 'userAgent'
  if (!/^[\x20-\x7e]+$/.test(userAgent)) {
    return { field, value: userAgent, message: 'must be of printable ASCII characters, as an HTTP header is' }
  }
  if (/[^\s@]+@[^\s@]+\.[a-z]{2,}|(^|[\s(/])([a-z0-9-]+\.)+[a-z]{2,}\b/i.test(userAgent)) return null
  return {
    field,
    value: userAgent,
    message:
      'must hold an e-mail address or web site of the operator, e.g. "yukiban roads@city.example": MET Norway demands it',
  }
}

function ask(cells: readonly Cell[], settings: ProviderSettings): HttpAsk {
  const problem = userAgentProblem(settings.userAgent)
  if (problem !== null) {
    throw new YukibanError('config-invalid', `MET Norway cannot be asked: ${problem.field} ${problem.message}`, {
      problems: [problem],
    })
  }
  const [cell] = cells
  if (cell === undefined || cells.length > 1) {
    throw new RangeError(`MET Norway is asked for one cell at a time, got ${cells.length}`)
  }
  const url = urlBelow(settings.baseUrl, 'weatherapi/locationforecast/2.0/compact')
  url.searchParams.set('lat', degrees(cell.lat))
  url.searchParams.set('lon', degrees(cell.lon))
  return { url: url.href, headers: { accept: 'application/json', 'user-agent': settings.userAgent } }
}

function read(answer: HttpAnswer, cells: readonly Cell[], _settings: ProviderSettings, nowMs: EpochMs): Told {
  if (answer.status === 304) return { kind: 'unchanged', expiresAtMs: expiresAt(answer, nowMs) }
  const refusal = statusRefusal(answer, nowMs) ?? gatewayRefusal(answer, nowMs)
  if (refusal !== null) {
    return answer.status === 403
      ? { ...refusal, detail: `${refusal.detail}; the User-Agent must name the operator, and its terms must be kept` }
      : refusal
  }
  return readOr<Told, Told>(
    () => readForecast(answer, cells, nowMs),
    (detail) => refused('unreadable', detail),
  )
}

function readForecast(answer: HttpAnswer, cells: readonly Cell[], nowMs: EpochMs): Told {
  const body = objectAt(jsonIn(answer.body), 'body')
  const [cell] = cells
  if (cell === undefined || cells.length > 1) return unreadable('body', 1, `${cells.length} places, as asked`)
  const place = listAt(objectAt(body.geometry, 'geometry').coordinates, 'geometry.coordinates')
  const lon = numberAt(place[0], 'geometry.coordinates[0]', -180, 360)
  const lat = numberAt(place[1], 'geometry.coordinates[1]', -90, 90)
  assertNear(cell, lat, lon, 'geometry.coordinates')
  const properties = objectAt(body.properties, 'properties')
  const meta = objectAt(properties.meta, 'properties.meta')
  const issuedAtMs = instantAt(meta.updated_at, 'properties.meta.updated_at')
  const hours = readTimeseries(properties.timeseries, objectAt(meta.units, 'properties.meta.units'))
  return {
    kind: 'runs',
    runs: [{ cellId: cell.id, model: MODEL, issuedAtMs, hours }],
    expiresAtMs: expiresAt(answer, nowMs),
  }
}
