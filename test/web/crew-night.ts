import { acceptOffer, startOrder } from '../../src/dispatch/commands.ts'
import { completeRoutes } from '../../src/dispatch/complete-routes.ts'
import { raiseManualOrders } from '../../src/dispatch/manual-order.ts'
import type { Level } from '../../src/domain/criterion.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { createLink } from '../../src/store/links/create-link.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import type { Town } from './town.ts'

/** The firm whose telephone the tests hold. */
export const FIRM = 'c-chuo'
const LINK_MS = 720 * MINUTE_MS

/** What one firm is asked for, with a one-time link to it. */
export interface Asked {
  readonly callOutId: string
  readonly token: string
  /** Orders by route. */
  readonly orders: Readonly<Record<string, string>>
}

/** An officer's order for these routes, asked of the firm in one call-out. */
export async function ask(
  { service }: Pick<Town, 'service'>,
  routeIds: readonly string[],
  more: { readonly level?: Level; readonly respondMin?: number } = {},
): Promise<Asked> {
  const { db, commands, clock } = service
  const found = await Promise.all(routeIds.map((id) => findRoute(db, id)))
  const routes = found.filter((it) => it !== undefined)
  const made = await raiseManualOrders(commands, {
    authorityId: routes[0]?.authorityId ?? '',
    routes,
    level: more.level ?? 'dispatch',
    reason: '吹きだまりのため',
    respondMin: more.respondMin ?? 15,
    contractorId: FIRM,
    actor: { kind: 'user', id: 'officer' },
  })
  const orders = Object.fromEntries(made.map((it) => [it.routeId, it.order.id]))
  const [offer] = await listOffers(db, { orderId: made[0]?.order.id ?? '', limit: 1 })
  const callOutId = offer?.callOutId ?? ''
  const nowMs = clock.now()
  const token = await createLink(db, { callOutId, contractorId: FIRM, nowMs, expiresAtMs: nowMs + LINK_MS })
  return { callOutId, token, orders }
}

/** A night of the firm in which everything is to be seen: done, under way, to do, to answer. */
export async function busyNight(town: Town): Promise<void> {
  const { db, commands } = town.service
  const actor = { kind: 'contractor', id: FIRM } as const
  const taken = await ask(town, ['r-chuo-odori', 'r-shiyakusho', 'r-honcho'], { respondMin: 30 })
  for (const orderId of Object.values(taken.orders)) {
    const [offer] = await listOffers(db, { orderId, limit: 1 })
    await acceptOffer(commands, { offerId: offer?.id ?? '', actor })
  }
  const [done = '', working = ''] = Object.values(taken.orders)
  await startOrder(commands, { orderId: done, actor })
  await town.advance(35 * MINUTE_MS)
  const work = { orderId: done, startedAtMs: null, finishedAtMs: town.service.clock.now(), passesAtMs: [], note: null }
  await completeRoutes(commands, { actor, routes: [work] })
  await startOrder(commands, { orderId: working, actor })
  await town.advance(4 * MINUTE_MS)
  await ask(town, ['r-ekimae', 'r-gakko', 'r-hama'])
  await town.advance(2 * MINUTE_MS)
}
