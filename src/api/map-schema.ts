import { Type } from 'typebox'
import { PRESENCE_STATUSES } from '../domain/device-health.ts'
import { DEADLINE_STATES, OPEN_ORDER_STATES } from '../domain/order.ts'
import { TREATMENT_STATUSES, UNKNOWN_REASONS } from './public-map.ts'
import { GeometrySchema, NameKana } from './routes.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record } from './schema.ts'

/** How the answers of the map are described; they are written out once for all callers, not serialized by these. */

/** How far ahead the map looks, h. */
export const MAP_FORECAST_H = 24

const LineProperties = record({
  name: Type.String(),
  nameKana: NameKana,
  block: Type.String({ description: 'Id of its block (工区).' }),
  roadClass: Type.String(),
  lengthM: Type.Number(),
  plowMinutes: Type.Number({ description: 'Time one crew needs to plow it once.' }),
  deadline: nullableText('Wall-clock time `HH:MM` by which it must be done.'),
})

export const MapLinesSchema = record(
  {
    type: Type.Literal('FeatureCollection'),
    blocks: Type.Array(record({ id: Type.String(), name: Type.String(), nameKana: NameKana })),
    features: Type.Array(
      record({
        type: Type.Literal('Feature'),
        id: Type.String(),
        geometry: GeometrySchema,
        properties: LineProperties,
      }),
    ),
  },
  { $id: 'MapLines', description: 'Coordinates are rounded to five digits of a degree, about a metre.' },
)

const RouteNow = record({
  id: Type.String(),
  condition: record({
    depthCm: nullableNumber('On the carriageway where a sensor sees it, cm; null: unknown, `why` says why.'),
    depthSincePassCm: nullableNumber(),
    newSnowCm: nullableNumber('Since the last pass, cm.'),
    observedAt: nullableTime('Newest accepted reading, however old; null: none ever.'),
    validUntil: nullableTime('When it turns unknown unless a sensor speaks again; null: it is unknown.'),
    why: Type.Unsafe<string | null>({ type: ['string', 'null'], enum: [...UNKNOWN_REASONS, null] }),
  }),
  treatment: record({
    status: oneOf(TREATMENT_STATUSES, '`done`: passed within 24 h and nothing ordered since.'),
    lastPassAt: nullableTime(),
  }),
  nextDeadlineAt: nullableTime('Of the open dispatch order, else the next time its deadline comes.'),
})

const OrderNow = record({
  id: Type.String(),
  routeId: Type.String(),
  level: oneOf(['standby', 'dispatch']),
  state: oneOf(OPEN_ORDER_STATES),
  deadlineState: oneOf(DEADLINE_STATES),
  requestedAt: nullableTime(),
  startedAt: nullableTime(),
  startBy: nullableTime('Latest start that makes the deadline.'),
  finishBy: nullableTime(),
  alarmAt: nullableTime('Since when nobody on the roster has taken it.'),
})

const SensorNow = record({
  id: Type.String(),
  routeId: nullableText(),
  lat: nullableNumber(),
  lon: nullableNumber(),
  health: oneOf(PRESENCE_STATUSES),
  status: oneOf(['ok', 'suspect', 'stale', 'no-data'], 'Only the values of an `ok` sensor hold now.'),
  depthCm: nullableNumber('At `readingAt`; null: never heard.'),
  readingAt: nullableTime(),
  maintenanceUntil: nullableTime('It is being worked on: its readings take no part.'),
})

const CellNow = record({
  id: Type.String(),
  lat: Type.Number({ description: 'Of its centre.' }),
  lon: Type.Number(),
  issuedAt: nullableTime('Null: there is no forecast.'),
  stale: Type.Boolean({ description: 'True also when there is none: nothing is decided by it.' }),
  snowfallCm: Type.Array(nullableNumber(), {
    description: `New snow from now to 1, 2 … ${MAP_FORECAST_H} h, cm; null: not covered.`,
  }),
})

const notShown = (what: string) => `Null: your role sees no ${what}.`

export const MapStateSchema = record(
  {
    timeZone: Type.String(),
    routes: Type.Array(RouteNow),
    orders: nullableArray(OrderNow, notShown('orders')),
    sensors: nullableArray(SensorNow, notShown('sensors')),
    forecast: Type.Unsafe<object | null>({
      description: notShown('forecasts'),
      anyOf: [
        record({
          cellDeg: Type.Number({ description: 'Edge of a cell, degrees.' }),
          cells: Type.Array(CellNow),
          attribution: Type.Array(Type.String(), { description: 'To be shown wherever the data are.' }),
        }),
        { type: 'null' },
      ],
    }),
  },
  { $id: 'MapState' },
)

function nullableArray(items: object, description: string) {
  return Type.Unsafe<readonly object[] | null>({ type: ['array', 'null'], items, description })
}
