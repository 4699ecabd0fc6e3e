import { type Static, Type } from 'typebox'
import type { Cell, Observation } from '../domain/forecast.ts'
import type { Route } from '../domain/route.ts'
import { DAY_MS, type EpochMs, HOUR_MS, toIso } from '../domain/time.ts'
import { distanceKm } from '../forecast/cells.ts'
import type { JmaOverview } from '../forecast/providers/jma-forecast.ts'
import { attributionOf } from '../forecast/status.ts'
import { findNewestRun } from '../store/forecasts/find-newest-run.ts'
import { findRun } from '../store/forecasts/find-run.ts'
import { listRuns } from '../store/forecasts/list-runs.ts'
import { findHeadline } from '../store/weather/find-headline.ts'
import type { Api, ApiDeps } from './deps.ts'
import {
  FORECAST_SCHEMAS,
  observationView,
  RouteForecastSchema,
  RunSchema,
  runView,
  StatusSchema,
  snowfallView,
  statusView,
} from './forecast-view.ts'
import { decodeCursor, PageQuery, toPage } from './paging.ts'
import { noSuch, principalOf } from './principal.ts'
import { spanOf } from './readings.ts'
import { IdParams, pageOf, record, ref } from './schema.ts'
import { visibleRoute } from './visible-routes.ts'

/** A run has some 72 hours: pages are shorter than elsewhere. */
const DEFAULT_RUNS = 20
const MAX_RUNS = 200
/** Stations shown beside a route, and how old their last word may be. */
const NEIGHBOURS = 5
const OBSERVED_WITHIN_MS = 2 * HOUR_MS

const RunQuery = record({
  cell: Type.Optional(Type.String({ maxLength: 40, description: 'Only this cell, `lat,lon` of its centre.' })),
  from: Type.Optional(Type.String({ description: 'Received then or later; default: 24 h before `to`.' })),
  to: Type.Optional(Type.String({ description: 'Received before; default: now.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_RUNS, description: `Default ${DEFAULT_RUNS}.` })),
  cursor: PageQuery.cursor,
})

/** Forecasts as they were received, how the services fare, and what is to come on a route. */
export function registerForecasts(app: Api, deps: ApiDeps): void {
  for (const schema of FORECAST_SCHEMAS) app.addSchema(schema)
  registerArchive(app, deps)
  app.get(
    '/api/v1/forecasts/status',
    {
      config: { scope: 'forecasts:read' },
      schema: {
        summary: 'How the weather services fare, and how fresh forecasts are',
        tags: ['forecasts'],
        response: { 200: ref(StatusSchema) },
      },
    },
    async () => statusView(await deps.forecast.status()),
  )
  app.get(
    '/api/v1/forecasts/:id',
    {
      config: { scope: 'forecasts:read' },
      schema: {
        summary: 'One forecast as it was received, such as the one a decision names',
        tags: ['forecasts'],
        params: IdParams,
        response: { 200: ref(RunSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      const run = await findRun(deps.db, id)
      if (run === undefined) throw noSuch('forecast run', id)
      return runView(run)
    },
  )
  app.get(
    '/api/v1/routes/:id/forecast',
    {
      config: { scope: 'forecasts:read' },
      schema: {
        summary: 'What the newest forecast says of a route, beside what stations around observed',
        tags: ['forecasts'],
        params: IdParams,
        response: { 200: ref(RouteForecastSchema) },
      },
    },
    async (request) => {
      const nowMs = deps.clock.now()
      return routeForecast(deps, await visibleRoute(deps.db, principalOf(request), request.params.id, nowMs), nowMs)
    },
  )
}

function registerArchive(app: Api, { db, clock }: ApiDeps): void {
  app.get(
    '/api/v1/forecasts',
    {
      config: { scope: 'forecasts:read' },
      schema: {
        summary: 'Forecasts as they were received, newest first',
        description: 'Each run once: a service that repeats itself only moves `confirmedAt`.',
        tags: ['forecasts'],
        querystring: RunQuery,
        response: { 200: pageOf(RunSchema) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_RUNS, cursor, cell } = request.query
      const before = decodeCursor(cursor, ['number', 'string'])
      const rows = await listRuns(db, {
        cellId: cell,
        ...spanOf(request.query, clock.now(), DAY_MS),
        before: before && { receivedAtMs: before[0], id: before[1] },
        limit: limit + 1,
      })
      return toPage(rows, limit, (it) => [it.receivedAtMs, it.id], runView)
    },
  )
}

async function routeForecast(
  { db, forecast, config }: ApiDeps,
  route: Route,
  nowMs: EpochMs,
): Promise<Static<typeof RouteForecastSchema>> {
  const { places, weather } = forecast
  const cell = await places.cellOfRoute(route)
  const found = cell && (await weather.forecastFor({ cellId: cell.id }, nowMs))
  const run = cell && (await findNewestRun(db, cell.id, nowMs))
  const around = cell && (await weather.observationsAround(cell, nowMs - OBSERVED_WITHIN_MS, nowMs))
  const office = config.forecast.jma?.office ?? null
  const headline = office === null ? undefined : await findHeadline<Omit<JmaOverview, 'issuedAtMs'>>(db, office)
  return {
    routeId: route.id,
    cell: cell?.id ?? null,
    stale: found?.stale ?? true,
    snowfallCm: snowfallView(found?.forecast, nowMs),
    run: run === undefined ? null : runView(run),
    observations: cell === undefined ? [] : neighbours(cell, around ?? []),
    headline:
      headline === undefined
        ? null
        : {
            office: headline.body.office,
            issuedAt: toIso(headline.issuedAtMs),
            headline: headline.body.headline,
            text: headline.body.text,
          },
    attribution: attributionOf(config.forecast),
  }
}

/** The last word of each of the nearest stations. @param observations newest first. */
function neighbours(cell: Cell, observations: readonly Observation[]) {
  const last = new Map<string, Observation>()
  for (const it of observations) if (!last.has(it.stationId)) last.set(it.stationId, it)
  return [...last.values()]
    .map((it) => observationView(it, distanceKm(it, cell)))
    .sort((a, b) => a.distanceKm - b.distanceKm)
    .slice(0, NEIGHBOURS)
}
