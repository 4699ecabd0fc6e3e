import { type Static, Type } from 'typebox'
import type { Observation, SnowForecast } from '../domain/forecast.ts'
import { type EpochMs, HOUR_MS, toIso } from '../domain/time.ts'
import { snowfallBetween, snowfallCm } from '../forecast/snowfall.ts'
import type { ForecastStatus, ServiceStatus } from '../forecast/status.ts'
import type { ArchivedRun } from '../store/forecasts/run-row.ts'
import { nullableInteger, nullableNumber, nullableText, nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

const HourSchema = record(
  {
    from: Time,
    airTempC: nullableNumber('Mean of the hour.'),
    relativeHumidityPct: nullableNumber(),
    precipitationMm: nullableNumber('Rain and snow of the hour, as water.'),
    windMs: nullableNumber(),
    snowfallCm: nullableNumber('New snow of the hour, computed here from temperature, humidity and precipitation.'),
  },
  { $id: 'ForecastHour' },
)

export const RunSchema = record(
  {
    id: Type.String(),
    provider: Type.String(),
    model: Type.String(),
    cell: Type.String({ description: 'Centre of the cell, `lat,lon`.' }),
    issuedAt: Time,
    receivedAt: Time,
    confirmedAt: Type.Unsafe<string>({ ...Time, description: 'When the service last said the same.' }),
    hours: Type.Array(ref(HourSchema)),
  },
  { $id: 'ForecastRun' },
)

const FetchSchema = record(
  {
    at: Time,
    subject: Type.String({ description: 'What was asked for.' }),
    outcome: Type.String({ description: '`ok`, `unchanged`, or why it was refused.' }),
    detail: nullableText(),
    httpStatus: nullableInteger(),
    newRuns: Type.Integer({ description: 'Runs or observations that were new.' }),
  },
  { $id: 'WeatherFetch' },
)

const ServiceSchema = record(
  {
    service: Type.String(),
    lastSuccessAt: nullableTime(),
    lastFailure: Type.Unsafe<{ at: string; why: string; detail: string } | null>({
      type: ['object', 'null'],
      additionalProperties: false,
      required: ['at', 'why', 'detail'],
      properties: { at: Time, why: { type: 'string' }, detail: { type: 'string' } },
    }),
    breaker: oneOf(['closed', 'open', 'half-open'], 'Open: not asked for a while, after failures in a row.'),
    requestsLeftToday: nullableInteger('Of the day in UTC; null: not counted.'),
    nextAskAt: nullableTime('At the earliest; null: nothing to ask for.'),
    recent: Type.Array(ref(FetchSchema), { description: 'The last questions, newest first.' }),
  },
  { $id: 'WeatherService' },
)

export const StatusSchema = record(
  {
    provider: oneOf(['open-meteo', 'met-norway', 'file', 'none']),
    cells: Type.Integer({ description: 'Cells that some route or device lies in; 0 while no forecast is asked for.' }),
    staleCells: Type.Integer({ description: 'Those without a fresh forecast: nothing is decided by theirs.' }),
    confirmedAt: nullableTime('When a forecast was last confirmed.'),
    services: Type.Array(ref(ServiceSchema)),
    attribution: Type.Array(Type.String(), { description: 'To be shown wherever the data are.' }),
  },
  { $id: 'ForecastStatus' },
)

const NeighbourSchema = record(
  {
    station: Type.String(),
    lat: Type.Number(),
    lon: Type.Number(),
    distanceKm: Type.Number({ description: 'From the centre of the cell.' }),
    at: Time,
    airTempC: nullableNumber(),
    snowDepthCm: nullableNumber(),
    snowfall1hCm: nullableNumber('New snow of the hour before.'),
    precipitation1hMm: nullableNumber(),
  },
  { $id: 'NeighbourObservation' },
)

const SPANS_H = [1, 3, 6, 12, 24] as const

export const RouteForecastSchema = record(
  {
    routeId: Type.String(),
    cell: nullableText('Null: neither the route nor a device of it has a position.'),
    stale: Type.Boolean({ description: 'True also when there is no forecast.' }),
    snowfallCm: record(
      Object.fromEntries(SPANS_H.map((it) => [`next${it}h`, nullableNumber()])) as Record<
        `next${(typeof SPANS_H)[number]}h`,
        ReturnType<typeof nullableNumber>
      >,
      { description: 'New snow from now; null: the forecast does not cover the span.' },
    ),
    run: Type.Unsafe<Static<typeof RunSchema> | null>({ anyOf: [{ $ref: 'ForecastRun#' }, { type: 'null' }] }),
    observations: Type.Array(ref(NeighbourSchema), {
      description: 'What stations around observed last, nearest first.',
    }),
    headline: Type.Unsafe<HeadlineView | null>({
      type: ['object', 'null'],
      description: 'What the forecast office says, for reading: nothing is decided by it.',
      additionalProperties: false,
      required: ['office', 'issuedAt', 'headline', 'text'],
      properties: {
        office: { type: 'string' },
        issuedAt: Time,
        headline: { type: ['string', 'null'] },
        text: { type: 'string' },
      },
    }),
    attribution: Type.Array(Type.String(), { description: 'To be shown wherever the data are.' }),
  },
  { $id: 'RouteForecast' },
)

interface HeadlineView {
  readonly office: string
  readonly issuedAt: string
  readonly headline: string | null
  readonly text: string
}

export const FORECAST_SCHEMAS = [
  HourSchema,
  RunSchema,
  FetchSchema,
  ServiceSchema,
  StatusSchema,
  NeighbourSchema,
  RouteForecastSchema,
]

/** A tenth of a millimetre of snow is finer than any forecast. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100
}

export function runView(run: ArchivedRun): Static<typeof RunSchema> {
  return {
    id: run.id,
    provider: run.provider,
    model: run.model,
    cell: run.cellId,
    issuedAt: toIso(run.issuedAtMs),
    receivedAt: toIso(run.receivedAtMs),
    confirmedAt: toIso(run.lastSeenAtMs),
    hours: run.hours.map(({ fromMs, ...hour }) => ({
      from: toIso(fromMs),
      ...hour,
      snowfallCm: rounded(snowfallCm({ fromMs, ...hour })),
    })),
  }
}

/** New snow of the next hours by a forecast; all null without one. */
export function snowfallView(
  forecast: SnowForecast | undefined,
  nowMs: EpochMs,
): Static<typeof RouteForecastSchema>['snowfallCm'] {
  const next = (hours: number) =>
    forecast === undefined ? null : rounded(snowfallBetween(forecast, nowMs, nowMs + hours * HOUR_MS))
  return { next1h: next(1), next3h: next(3), next6h: next(6), next12h: next(12), next24h: next(24) }
}

export function observationView(it: Observation, distanceKm: number): Static<typeof NeighbourSchema> {
  return {
    station: `${it.provider}/${it.stationId}`,
    lat: it.lat,
    lon: it.lon,
    distanceKm: Math.round(distanceKm * 10) / 10,
    at: toIso(it.atMs),
    airTempC: it.airTempC,
    snowDepthCm: it.snowDepthCm,
    snowfall1hCm: it.snowfall1hCm,
    precipitation1hMm: it.precipitation1hMm,
  }
}

export function statusView(status: ForecastStatus): Static<typeof StatusSchema> {
  const { provider, cells, staleCells, confirmedAtMs, services, attribution } = status
  return {
    provider,
    cells,
    staleCells,
    confirmedAt: isoOrNull(confirmedAtMs),
    services: services.map(serviceView),
    attribution: [...attribution],
  }
}

function serviceView(it: ServiceStatus): Static<typeof ServiceSchema> {
  const { lastFailure } = it
  return {
    service: it.service,
    lastSuccessAt: isoOrNull(it.lastSuccessAtMs),
    lastFailure: lastFailure && { at: toIso(lastFailure.atMs), why: lastFailure.why, detail: lastFailure.detail },
    breaker: it.breaker,
    requestsLeftToday: it.leftToday,
    nextAskAt: isoOrNull(it.nextAskAtMs),
    recent: it.recent.map(({ atMs, subject, outcome, detail, status, newRuns }) => ({
      at: toIso(atMs),
      subject,
      outcome,
      detail,
      httpStatus: status,
      newRuns,
    })),
  }
}
