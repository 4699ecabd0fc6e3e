import { type Static, Type } from 'typebox'
import type { CallOutView } from '../dispatch/call-outs.ts'
import type { CallOut } from '../domain/order.ts'
import { toIso } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { OfferSchema, offerView } from './offer-view.ts'
import { LEVELS, OrderSchema, orderViews } from './order-view.ts'
import type { Principal } from './principal.ts'
import { nullableTime, oneOf, record, ref, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

export const CallOutSchema = record(
  {
    id: Type.String(),
    contractorId: Type.String(),
    level: oneOf(LEVELS),
    createdAt: Time,
    respondBy: Type.Unsafe<string>({
      type: 'string',
      format: 'date-time',
      description: 'When the last of its offers runs out; each has its own `respondBy`.',
    }),
    readAt: nullableTime(),
    answeredAt: nullableTime('When its contractor first answered any of it.'),
  },
  {
    $id: 'CallOut',
    examples: [
      {
        id: 'call_01kfbk3k40q1w2e3r4t5y6u7i8',
        contractorId: 'kita',
        level: 'dispatch',
        createdAt: '2026-01-19T17:00:00.000Z',
        respondBy: '2026-01-19T17:10:00.000Z',
        readAt: null,
        answeredAt: null,
      },
    ],
  },
)

export const CallOutDetailSchema = record(
  {
    ...CallOutSchema.properties,
    items: Type.Array(record({ offer: ref(OfferSchema), order: ref(OrderSchema) }), {
      description: 'What is asked for, the most urgent first.',
    }),
  },
  { $id: 'CallOutDetail' },
)

/** A call-out without what it asks for. */
export function callOutView(callOut: CallOut): Static<typeof CallOutSchema> {
  const { id, contractorId, level } = callOut
  return {
    id,
    contractorId,
    level,
    createdAt: toIso(callOut.createdAtMs),
    respondBy: toIso(callOut.respondByMs),
    readAt: isoOrNull(callOut.readAtMs),
    answeredAt: isoOrNull(callOut.answeredAtMs),
  }
}

/** A call-out with its offers and orders as the caller may see them. */
export async function callOutDetail(
  db: Db,
  { callOut, items }: CallOutView,
  principal: Principal,
): Promise<Static<typeof CallOutDetailSchema>> {
  const orders = await orderViews(
    db,
    items.map((it) => it.order),
    principal,
  )
  const shown = items.flatMap(({ offer }, index) => {
    const order = orders[index]
    return order === undefined ? [] : [{ offer: offerView(offer), order }]
  })
  return { ...callOutView(callOut), items: shown }
}
