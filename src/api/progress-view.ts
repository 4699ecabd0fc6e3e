import { type Static, Type } from 'typebox'
import type { Progress } from '../domain/progress.ts'
import { toIso } from '../domain/time.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import type { Principal } from './principal.ts'
import { nullableNumber, nullableText, record, Time } from './schema.ts'

/** Where a crew was, as it is given and shown; degrees WGS 84. */
export const PositionSchema = record(
  {
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    accuracyM: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000, description: 'Radius, m.' })),
  },
  { description: 'WGS 84. Personal data: erased after `YUKIBAN_KEEP_POSITIONS_DAYS`.' },
)

export const ProgressSchema = record(
  {
    orderId: Type.String(),
    at: Time,
    recordedAt: Time,
    position: Type.Union([PositionSchema, Type.Null()]),
    percent: nullableNumber('Share of the route that is done, 0 to 100.'),
    note: nullableText(),
  },
  {
    $id: 'Progress',
    examples: [
      {
        orderId: 'order_01kfbk3k40h8g7f6e5d4c3b2a1',
        at: '2026-01-19T18:20:00.000Z',
        recordedAt: '2026-01-19T18:20:01.107Z',
        position: { lat: 40.8246, lon: 140.74, accuracyM: 8 },
        percent: 60,
        note: null,
      },
    ],
  },
)

/**
 * Who sees where crews are: those who may act on it, and the crew's own firm. Viewers and other firms do not.
 */
export function maySeePositions(principal: Principal, order: Pick<StoredOrder, 'contractorId'>): boolean {
  if (principal.contractorId !== null) return principal.contractorId === order.contractorId
  return principal.scopes.has('orders:write')
}

/** @param withPosition whether the caller may see where the crew was. */
export function progressView(progress: Progress, withPosition: boolean): Static<typeof ProgressSchema> {
  const { orderId, atMs, recordedAtMs, position, percent, note } = progress
  return {
    orderId,
    at: toIso(atMs),
    recordedAt: toIso(recordedAtMs),
    position: withPosition && position !== null ? positionView(position) : null,
    percent,
    note,
  }
}

function positionView({ lat, lon, accuracyM }: NonNullable<Progress['position']>): Static<typeof PositionSchema> {
  return { lat, lon, ...(accuracyM === null ? {} : { accuracyM }) }
}
