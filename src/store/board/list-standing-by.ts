import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'

/** Whose crew stands by for each of these routes, by route; nobody's are missing. */
export async function listStandingBy(db: Db | Trx, routeIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (routeIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('orders')
    .select(['route_id', 'contractor_id'])
    .where('route_id', 'in', [...routeIds])
    .where('level', '=', 'standby')
    .where(literalIn('state', ['accepted', 'started']))
    .execute()
  return new Map(rows.flatMap((it) => (it.contractor_id === null ? [] : [[it.route_id, it.contractor_id] as const])))
}
