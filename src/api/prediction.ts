import { type Static, Type } from 'typebox'
import {
  devicePrediction,
  type PredictionDeps,
  type RoutePrediction,
  routePrediction,
} from '../decide/route-prediction.ts'
import { toIso } from '../domain/time.ts'
import { MODEL } from '../predict/shipped-model.ts'
import { findDevice } from '../store/devices/find-device.ts'
import type { Api, ApiDeps } from './deps.ts'
import { UNKNOWN_TEXT } from './prediction-text.ts'
import {
  crossingView,
  deadlineView,
  degradedView,
  leadView,
  nullableRecord,
  PREDICTION_FIELDS,
  PREDICTION_SCHEMAS,
  SENSOR_INPUT,
  SENTENCE,
  sensorInputView,
} from './prediction-view.ts'
import { ownedBy, type Principal, principalOf } from './principal.ts'
import { IdParams, nullableText, oneOf, record, ref, Time } from './schema.ts'
import { visibleRoute } from './visible-routes.ts'

/** Thresholds that may be asked for at once, and how deep they may be. */
const MAX_THRESHOLDS = 5
const MIN_THRESHOLD_CM = 0.1
const MAX_THRESHOLD_CM = 200

const ThresholdQuery = record({
  thresholdCm: Type.Optional(
    Type.Array(Type.Number({ minimum: MIN_THRESHOLD_CM, maximum: MAX_THRESHOLD_CM }), {
      maxItems: MAX_THRESHOLDS,
      description: 'Depth since pass whose probability is wanted beside the criteria’s triggers, cm; may repeat.',
    }),
  ),
})

const RoutePredictionSchema = record(
  {
    routeId: Type.String(),
    at: Time,
    ...PREDICTION_FIELDS,
    reason: nullableRecord(
      { code: oneOf(['no-sensors', 'no-usable-sensor']), text: record(SENTENCE) },
      'Why the prediction is unknown; null: it is known.',
    ),
    sensors: record({
      registered: Type.Integer({ description: 'Depth sensors of the route.' }),
      used: Type.Integer({ description: 'Those that are ok: their paths are pooled with equal weight.' }),
    }),
    inputs: Type.Array(SENSOR_INPUT, { description: 'By sensor, used or not. Contractors see none.' }),
  },
  { $id: 'RoutePrediction' },
)

const DevicePredictionSchema = record(
  {
    device: Type.String(),
    routeId: nullableText('The route whose criteria and deadline are used; null: none.'),
    at: Time,
    ...PREDICTION_FIELDS,
    reason: nullableRecord(
      { code: oneOf(['no-depth', 'no-data', 'silent']), text: record(SENTENCE) },
      'Why the prediction is unknown; null: it is known.',
    ),
    inputs: SENSOR_INPUT,
  },
  { $id: 'DevicePrediction' },
)

/** What may come at a route or a sensor in the next hours, and how probable it is that thresholds are reached. */
export function registerPrediction(app: Api, deps: ApiDeps): void {
  for (const schema of [...PREDICTION_SCHEMAS, RoutePredictionSchema, DevicePredictionSchema]) app.addSchema(schema)
  const from = predictionDeps(deps)
  app.get(
    '/api/v1/routes/:id/prediction',
    {
      config: { scope: 'routes:read' },
      schema: {
        summary: 'Snow on a route in the next 12 hours, and how probable it is that thresholds are reached',
        description: 'If nobody plows until then. Contractors see their routes, without sensors and criteria.',
        tags: ['routes'],
        params: IdParams,
        querystring: ThresholdQuery,
        response: { 200: ref(RoutePredictionSchema) },
      },
    },
    async (request) => {
      const nowMs = deps.clock.now()
      const principal = principalOf(request)
      const route = await visibleRoute(deps.db, principal, request.params.id, nowMs)
      return routeView(await routePrediction(from, route, request.query.thresholdCm ?? [], nowMs), principal)
    },
  )
  app.get(
    '/api/v1/devices/:id/prediction',
    {
      config: { scope: 'readings:read' },
      schema: {
        summary: 'Snow under a sensor in the next 12 hours, and how probable it is that thresholds are reached',
        description: 'A suspect or faulty sensor is predicted too, and says so in `inputs.sensor`.',
        tags: ['devices'],
        params: IdParams,
        querystring: ThresholdQuery,
        response: { 200: ref(DevicePredictionSchema) },
      },
    },
    async (request): Promise<Static<typeof DevicePredictionSchema>> => {
      const { id } = request.params
      const nowMs = deps.clock.now()
      const device = ownedBy(principalOf(request), await findDevice(deps.db, id), 'device', id)
      const { sensor, deadline, crossings } = await devicePrediction(
        from,
        device,
        request.query.thresholdCm ?? [],
        nowMs,
      )
      const known = sensor.status === 'known' ? sensor.prediction : undefined
      return {
        device: id,
        routeId: device.routeId,
        at: toIso(nowMs),
        status: sensor.status,
        reason: sensor.status === 'known' ? null : { code: sensor.reason, text: UNKNOWN_TEXT[sensor.reason] },
        degraded: degradedView(known?.degraded ?? []),
        deadline: deadlineView(deadline),
        leads: (known?.leads ?? []).map(leadView),
        crossings: crossings.map(crossingView),
        inputs: sensorInputView(sensor),
      }
    },
  )
}

function predictionDeps({ db, sensorState, forecast, clock }: ApiDeps): PredictionDeps {
  return {
    db,
    model: MODEL,
    sensorState,
    forecastAt: (device) => forecast.weather.forecastAt(device, clock.now()),
  }
}

/** A contractor learns what may come, not which sensors and criteria say so. */
function routeView(it: RoutePrediction, principal: Principal): Static<typeof RoutePredictionSchema> {
  const known = it.status === 'known' ? it : undefined
  const inside = principal.contractorId === null
  const crossings = (known?.crossings ?? []).map((one) => (inside ? one : { ...one, criteria: [] }))
  return {
    routeId: it.routeId,
    at: toIso(it.atMs),
    status: it.status,
    reason: it.status === 'known' ? null : { code: it.reason, text: UNKNOWN_TEXT[it.reason] },
    degraded: degradedView(known?.degraded ?? []),
    deadline: deadlineView(it.deadline),
    leads: (known?.leads ?? []).map(leadView),
    crossings: crossings.map(crossingView),
    sensors: { registered: it.sensors.length, used: known?.used.length ?? 0 },
    inputs: inside ? it.sensors.map(sensorInputView) : [],
  }
}
