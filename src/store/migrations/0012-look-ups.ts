import { type Kysely, sql } from 'kysely'

/** Indexes for what is looked up again and again: a route's orders, an order's deliveries, a contractor's events. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'create index orders_by_route on orders (route_id, id)',
  'create index deliveries_by_order on deliveries (order_id, id) where order_id is not null',
  'create index events_by_contractor on events (contractor_id, id) where contractor_id is not null',
]
