import { Type } from 'typebox'
import { DAY_MS, toIso } from '../domain/time.ts'
import { findDevice } from '../store/devices/find-device.ts'
import type { Rollup } from '../store/readings/port.ts'
import type { Api, ApiDeps } from './deps.ts'
import { decodeCursor, PageQuery, toPage } from './paging.ts'
import { ownedBy, principalOf } from './principal.ts'
import { spanOf } from './readings.ts'
import { IdParams, nullableNumber, oneOf, pageOf, record, Time } from './schema.ts'

const DEFAULT_ROLLUPS = 1000
const MAX_ROLLUPS = 10_000
/** Without `from`: a month of hours or three years of days. */
const DEFAULT_SPAN_MS = { hour: 31 * DAY_MS, day: 3 * 366 * DAY_MS } as const

const RollupSchema = record(
  {
    at: Time,
    readings: Type.Integer(),
    accepted: Type.Integer(),
    minDepthMm: nullableNumber(),
    maxDepthMm: nullableNumber(),
    meanDepthMm: nullableNumber(),
    lastDepthMm: nullableNumber('Of the newest accepted reading.'),
    meanAirTempC: nullableNumber(),
    minBatteryV: nullableNumber(),
  },
  { $id: 'Rollup', description: 'Accepted readings of one UTC hour or one local day, by where it begins.' },
)

const RollupQuery = record({
  resolution: oneOf(['hour', 'day'], 'UTC hours, or days of the installation’s time zone.'),
  from: Type.Optional(Type.String({ description: 'Inclusive; ISO 8601 or epoch ms.' })),
  to: Type.Optional(Type.String({ description: 'Exclusive. Default: now.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ROLLUPS, description: `Default ${DEFAULT_ROLLUPS}.` })),
  cursor: PageQuery.cursor,
})

/** Hourly and daily summaries of a device's readings; kept when the readings themselves are no longer. */
export function registerRollups(app: Api, { db, readings, clock }: ApiDeps): void {
  app.addSchema(RollupSchema)
  app.get(
    '/api/v1/devices/:id/rollups',
    {
      config: { scope: 'readings:read' },
      schema: {
        summary: "A device's readings by hour or day, oldest first",
        tags: ['devices'],
        params: IdParams,
        querystring: RollupQuery,
        response: { 200: pageOf(RollupSchema) },
      },
    },
    async (request) => {
      const { id } = request.params
      const { limit = DEFAULT_ROLLUPS, cursor, resolution } = request.query
      ownedBy(principalOf(request), await findDevice(db, id), 'device', id)
      const span = spanOf(request.query, clock.now(), DEFAULT_SPAN_MS[resolution])
      const after = decodeCursor(cursor, ['number'])
      const fromMs = after === undefined ? span.fromMs : after[0] + 1
      const rows = await readings.rollups({ deviceId: id, resolution, fromMs, toMs: span.toMs, limit: limit + 1 })
      return toPage(rows, limit, (it) => [it.atMs], rollupView)
    },
  )
}

function rollupView({ atMs, ...rest }: Rollup) {
  return { at: toIso(atMs), ...rest }
}
