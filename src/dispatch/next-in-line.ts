import { dayBefore, localMoment } from '../domain/calendar.ts'
import type { Offer } from '../domain/order.ts'
import type { RosterEntry } from '../domain/roster.ts'
import type { Route } from '../domain/route.ts'
import type { Db, Trx } from '../store/database.ts'
import { whichAreHolidays } from '../store/holidays/which-are-holidays.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { type HeldRoute, heldRoutes } from '../store/roster/contractor-loads.ts'
import { findRoster } from '../store/roster/find-roster.ts'
import { askedThisTime } from './offer-ladder.ts'
import { candidatesAt, type Ranking } from './roster.ts'

/** What is looked at, with what is known of it already. */
export interface InLineQuery {
  readonly authorityId: string
  readonly timeZone: string
  readonly orders: readonly StoredOrder[]
  /** Routes of the orders, by id. */
  readonly routes: ReadonlyMap<string, Pick<Route, 'id' | 'blockId'>>
  /** All offers made for the orders. */
  readonly offers: readonly Offer[]
  /** Routes a contractor can carry at a time; null: no limit is known. */
  readonly capacities: ReadonlyMap<string, number | null>
  /** By route, whose crew stands by there. */
  readonly standingBy: ReadonlyMap<string, string>
  readonly nowMs: number
}

/**
 * Who would be asked next for each of many orders, by order id: what the ladder itself goes by (`rankFor`), with the roster
 * and what contractors have in hand read once. Reads only.
 */
export async function nextInLine(db: Db | Trx, query: InLineQuery): Promise<ReadonlyMap<string, Ranking>> {
  const { authorityId, nowMs, capacities } = query
  if (query.orders.length === 0) return new Map()
  const moment = localMoment(nowMs, query.timeZone)
  const holidays = await whichAreHolidays(db, authorityId, [moment.date, dayBefore(moment.date)])
  const roster = entriesByPlace(await findRoster(db, authorityId))
  const limited = [...capacities].flatMap(([id, capacity]) => (capacity === null ? [] : [id]))
  const held = byContractor(limited.length === 0 ? [] : await heldRoutes(db, limited))
  const offers = Map.groupBy(query.offers, (it) => it.orderId)
  const rankings = query.orders.flatMap((order) => {
    const route = query.routes.get(order.routeId)
    if (route === undefined) return []
    const entries = [...(roster.get(`route:${route.id}`) ?? []), ...(roster.get(`block:${route.blockId}`) ?? [])]
    const loads = new Map(
      [...capacities].map(([id, capacity]) => {
        const routes = held.get(id)
        return [id, { routes: (routes?.size ?? 0) - (routes?.has(route.id) ? 1 : 0), capacity }]
      }),
    )
    const standingBy = order.level === 'dispatch' ? (query.standingBy.get(route.id) ?? null) : null
    const asked = askedThisTime(order, offers.get(order.id) ?? [])
    return [[order.id, candidatesAt(entries, route, moment, holidays, { loads, asked, standingBy })] as const]
  })
  return new Map(rankings)
}

/** Entries by what they name, each by rank. */
function entriesByPlace(roster: readonly RosterEntry[]): ReadonlyMap<string, RosterEntry[]> {
  const byRank = roster.toSorted((a, b) => a.rank - b.rank)
  return Map.groupBy(byRank, (it) => (it.routeId === null ? `block:${it.blockId}` : `route:${it.routeId}`))
}

function byContractor(held: readonly HeldRoute[]): ReadonlyMap<string, ReadonlySet<string>> {
  const routes = new Map<string, Set<string>>()
  for (const { contractorId, routeId } of held) {
    const own = routes.get(contractorId) ?? new Set()
    routes.set(contractorId, own.add(routeId))
  }
  return routes
}
