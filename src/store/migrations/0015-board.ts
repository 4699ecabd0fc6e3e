import { type Kysely, sql } from 'kysely'

/** Indexes for what an officer's board asks every few seconds, and for the list of a night's orders. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const OPEN = `state in ('proposed', 'requested', 'accepted', 'started')`

const STATEMENTS = [
  `create index orders_open_by_authority
     on orders (authority_id, state, deadline_state, level, alarm_at, no_longer_needed_at, contractor_id) where ${OPEN}`,
  `create index orders_completed on orders (authority_id, completed_at, level, route_id) where completed_at is not null`,
  `create index deliveries_given_up on deliveries (authority_id, created_at) where state in ('disabled', 'failed')`,
]
