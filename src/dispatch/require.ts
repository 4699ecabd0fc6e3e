import type { Offer } from '../domain/order.ts'
import type { Authority, Route } from '../domain/route.ts'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { THINGS, type Thing } from '../problems/texts/parts.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import type { Db, Trx } from '../store/database.ts'
import { findOffer } from '../store/offers/find-offer.ts'
import { findOrder } from '../store/orders/find-order.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { findRoute } from '../store/routes/find-route.ts'

/** An order by its id. Throws `not-found`, naming it. */
export async function requireOrder(db: Db | Trx, id: string): Promise<StoredOrder> {
  return found(await findOrder(db, id), 'order', id)
}

/** An offer by its id. Throws `not-found`, naming it. */
export async function requireOffer(db: Db | Trx, id: string): Promise<Offer> {
  return found(await findOffer(db, id), 'offer', id)
}

/** A route by its id. Throws `not-found`, naming it. */
export async function requireRoute(db: Db | Trx, id: string): Promise<Route> {
  return found(await findRoute(db, id), 'route', id)
}

/** An authority by its id. Throws `not-found`, naming it. */
export async function requireAuthority(db: Db | Trx, id: string): Promise<Authority> {
  return found(await findAuthority(db, id), 'authority', id)
}

function found<T>(value: T | undefined, what: Thing, id: string): T {
  if (value === undefined) throw new YukibanError('not-found', say('there-is-no-thing', { thing: THINGS[what], id }))
  return value
}
