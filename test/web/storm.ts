import { declineOffer } from '../../src/dispatch/commands.ts'
import { raiseManualOrders } from '../../src/dispatch/manual-order.ts'
import { CRITERION_DEFAULTS } from '../../src/domain/criterion.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { saveCriterion } from '../../src/store/criteria/save-criterion.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import type { Town } from './town.ts'

/** Publishes a criterion for the whole town that asks an officer: 10 cm on the road. */
export async function publishSupport({ service }: Town, triggerCm = 10): Promise<void> {
  const { db, clock } = service
  const [authority] = await db.selectFrom('authorities').select('id').execute()
  await db.transaction().execute((trx) =>
    saveCriterion(trx, {
      criterion: {
        ...CRITERION_DEFAULTS,
        id: 'night-10cm',
        authorityId: authority?.id ?? '',
        name: '夜間 10 cm',
        scope: { kind: 'authority' },
        mode: 'support',
        level: 'dispatch',
        rule: {
          kind: 'threshold',
          measure: 'depth',
          comparison: 'at-least',
          triggerCm,
          releaseCm: 3,
          sustainMin: 0,
          staleMin: 45,
          minSensors: 1,
          vote: 'majority',
          disagreeCm: 8,
        },
      },
      actor: 'user:officer',
      nowMs: clock.now(),
    }),
  )
}

/** Calls a firm on an officer's own judgement. @returns the order's id. */
export async function orderByHand({ service }: Town, routeId: string, reason: string): Promise<string> {
  const route = await findRoute(service.db, routeId)
  if (route === undefined) throw new Error(`no route ${routeId}`)
  const [made] = await raiseManualOrders(service.commands, {
    authorityId: route.authorityId,
    routes: [route],
    level: 'dispatch',
    reason,
    respondMin: 10,
    contractorId: null,
    actor: { kind: 'user', id: 'officer' },
  })
  return made?.order.id ?? ''
}

/** Everybody on the roster declines an order, until nobody is left. */
export async function declinedByAll({ service }: Town, orderId: string): Promise<void> {
  for (;;) {
    const [open] = await listOffers(service.db, { orderId, state: 'open', limit: 1 })
    if (open === undefined) return
    const actor = { kind: 'contractor', id: open.contractorId } as const
    await declineOffer(service.commands, { offerId: open.id, actor, code: 'other', reason: 'オペレーターが足りない' })
  }
}

const busy = new WeakSet<Town>()

/** A night in which the board has one of everything; once per town. */
export async function busyNight(town: Town): Promise<void> {
  if (busy.has(town)) return
  busy.add(town)
  await publishSupport(town)
  await town.snow({ 'r-minato-kansen': 14, 'r-gyoko': 12, 'r-yamate-kansen': 11, 'r-saka': 16 })
  await declinedByAll(town, await orderByHand(town, 'r-soko', '吹きだまりの通報'))
  await orderByHand(town, 'r-honcho', '通学路のため')
  await town.advance(2 * MINUTE_MS)
}

/** Id of the newest order on a route. */
export async function newestOrder({ service }: Town, routeId: string): Promise<string> {
  const row = await service.db
    .selectFrom('orders')
    .select('id')
    .where('route_id', '=', routeId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (row === undefined) throw new Error(`no order on ${routeId}`)
  return row.id
}
