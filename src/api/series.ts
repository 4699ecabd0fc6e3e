import { type Static, Type } from 'typebox'
import type { SensorTrace } from '../decide/sensor-trace.ts'
import { requireAuthority } from '../dispatch/require.ts'
import type { Device } from '../domain/device.ts'
import { DAY_MS, type EpochMs, toIso } from '../domain/time.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { listRouteDevices } from '../store/devices/list-route-devices.ts'
import { findRoute } from '../store/routes/find-route.ts'
import type { Api, ApiDeps } from './deps.ts'
import { ownedBy, principalOf } from './principal.ts'
import { spanOf } from './readings.ts'
import { IdParams, record, ref } from './schema.ts'
import { seriesEvents } from './series-events.ts'
import {
  resolutionFor,
  rolledUp,
  rolledUpCourse,
  rolledUpView,
  type Span,
  tracedCourse,
  tracedView,
} from './series-sensor.ts'
import { DeviceSeriesSchema, type Resolution, RouteSeriesSchema, SERIES_SCHEMAS, unknownView } from './series-view.ts'
import { invalidRequest } from './validation.ts'
import { visibleRoute } from './visible-routes.ts'

const DEFAULT_POINTS = 1500
const MAX_POINTS = 5000
/** Longer than any winter. */
const MAX_SPAN_MS = 400 * DAY_MS

const SeriesQuery = record({
  from: Type.Optional(Type.String({ description: 'Inclusive; ISO 8601 or epoch ms. Default: 24 h before `to`.' })),
  to: Type.Optional(Type.String({ description: 'Exclusive. Default: now.' })),
  points: Type.Optional(
    Type.Integer({
      minimum: 100,
      maximum: MAX_POINTS,
      description: `About how many points each sensor gets, ${DEFAULT_POINTS} unless given; extremes and gaps are kept.`,
    }),
  ),
})

/** The course of a route or a sensor through time, with everything that happened on it. */
export function registerSeries(app: Api, deps: ApiDeps): void {
  for (const schema of SERIES_SCHEMAS) app.addSchema(schema)
  registerRouteSeries(app, deps)
  registerDeviceSeries(app, deps)
}

function registerRouteSeries(app: Api, deps: ApiDeps): void {
  app.get(
    '/api/v1/routes/:id/series',
    {
      config: { scope: 'readings:read' },
      schema: {
        summary: 'Snow on a route through time: raw and accepted, since the last pass, new; and what happened on it',
        description:
          'Up to 16 days by reading, up to 62 by the hour, else by the day. Columns are made by the fold that decides.',
        tags: ['routes'],
        params: IdParams,
        querystring: SeriesQuery,
        response: { 200: ref(RouteSeriesSchema) },
      },
    },
    async (request): Promise<Static<typeof RouteSeriesSchema>> => {
      const nowMs = deps.clock.now()
      const principal = principalOf(request)
      const span = seriesSpan(request.query, nowMs)
      const { points = DEFAULT_POINTS } = request.query
      const route = await visibleRoute(deps.db, principal, request.params.id, nowMs)
      const devices = (await listRouteDevices(deps.db, route.id)).filter((it) => it.kind === 'ultrasonic')
      const { resolution, traces, sensors, course, unknown } = await courseOf(deps, devices, span, points)
      const about = { route, devices: new Set(devices.map((it) => it.id)), traces }
      return {
        routeId: route.id,
        ...spanView(span, nowMs),
        timeZone: (await requireAuthority(deps.db, route.authorityId)).timeZone,
        resolution,
        route: course,
        unknown: unknownView(unknown),
        sensors,
        ...(await seriesEvents(deps.db, about, span, principal, nowMs)),
      }
    },
  )
}

function registerDeviceSeries(app: Api, deps: ApiDeps): void {
  app.get(
    '/api/v1/devices/:id/series',
    {
      config: { scope: 'readings:read' },
      schema: {
        summary:
          'What a sensor measured through time: raw beside accepted, refused readings with the tests that said so',
        tags: ['devices'],
        params: IdParams,
        querystring: SeriesQuery,
        response: { 200: ref(DeviceSeriesSchema) },
      },
    },
    async (request): Promise<Static<typeof DeviceSeriesSchema>> => {
      const { id } = request.params
      const nowMs = deps.clock.now()
      const principal = principalOf(request)
      const span = seriesSpan(request.query, nowMs)
      const { points = DEFAULT_POINTS } = request.query
      const device = ownedBy(principal, await findDevice(deps.db, id), 'device', id)
      const route = device.routeId === null ? undefined : await findRoute(deps.db, device.routeId)
      const devices = device.kind === 'ultrasonic' ? [device] : []
      const { resolution, traces, sensors, unknown } = await courseOf(deps, devices, span, points)
      return {
        device: id,
        routeId: device.routeId,
        ...spanView(span, nowMs),
        timeZone: (await requireAuthority(deps.db, device.authorityId)).timeZone,
        resolution,
        sensor: sensors[0] ?? null,
        unknown: unknownView(unknown),
        ...(await seriesEvents(deps.db, { route, devices: new Set([id]), traces }, span, principal, nowMs)),
      }
    },
  )
}

async function courseOf(deps: ApiDeps, devices: readonly Device[], span: Span, points: number) {
  const resolution: Resolution = resolutionFor(span, devices)
  if (resolution === 'reading') {
    const traces: SensorTrace[] = []
    for (const device of devices) traces.push(...[(await deps.sensorTrace(device, span)) ?? []].flat())
    return {
      resolution,
      traces,
      sensors: traces.map((it) => tracedView(it, points)),
      ...tracedCourse(traces, span, points),
    }
  }
  const rows = await Promise.all(devices.map((it) => rolledUp(deps.readings, it, span, resolution)))
  const sensors = rows.map((it) => rolledUpView(it, resolution))
  return { resolution, traces: [], sensors, ...rolledUpCourse(rows, span, resolution) }
}

/** Never beyond now: what is to come is the prediction's to tell. */
function seriesSpan(query: Static<typeof SeriesQuery>, nowMs: EpochMs): Span {
  const { fromMs, toMs } = spanOf(query, nowMs)
  if (toMs - fromMs > MAX_SPAN_MS) {
    throw invalidRequest([fieldProblem('from', say('too-long-before-to', { days: MAX_SPAN_MS / DAY_MS }), query.from)])
  }
  const untilMs = Math.min(toMs, nowMs + 1)
  if (fromMs >= untilMs) throw invalidRequest([fieldProblem('from', say('not-past'), query.from)])
  return { fromMs, toMs: untilMs }
}

function spanView({ fromMs, toMs }: Span, nowMs: EpochMs) {
  return { at: toIso(nowMs), from: toIso(fromMs), to: toIso(toMs) }
}
