import { type Kysely, sql } from 'kysely'

/**
 * What crews report while they work, several passes of one order, why a contractor declined by code, from when on the
 * roster is asked anew, and the journal by what it tells of.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table order_progress (
    id integer primary key, order_id text not null references orders(id),
    authority_id text not null references authorities(id), at bigint not null, reporter text not null, lat real,
    lon real, accuracy_m real, percent real, note text, recorded_at bigint not null, unique (order_id, at))`,
  `create index order_progress_positions on order_progress (recorded_at) where lat is not null`,
  `drop index one_pass_per_order`,
  `create unique index one_pass_per_order_and_time on passes (order_id, at) where order_id is not null`,
  `alter table offers add column decline_code text`,
  `alter table orders add column ladder_after_offer text`,
  `create index events_by_subject on events (subject, id)`,
]
