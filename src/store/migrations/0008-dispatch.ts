import { type Kysely, sql } from 'kysely'

/**
 * Dispatch as it is: when roster entries are on duty, holidays, how much a contractor can carry, call-outs of several
 * routes, and orders with a priority and the state of their deadline. Offers of earlier versions belong to no call-out.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'alter table roster add column days text',
  'alter table roster add column from_time text',
  'alter table roster add column to_time text',
  'alter table contractors add column capacity integer check (capacity > 0)',
  `create table holidays (
    authority_id text not null references authorities(id), date text not null, name text not null,
    primary key (authority_id, date))`,
  `create table call_outs (
    id text primary key, authority_id text not null references authorities(id),
    contractor_id text not null references contractors(id), level text not null, created_at bigint not null,
    respond_by_at bigint not null, read_at bigint, answered_at bigint)`,
  'create index call_outs_by_contractor on call_outs (contractor_id, id)',
  'create index call_outs_by_authority on call_outs (authority_id, id)',
  'alter table offers add column call_out_id text references call_outs(id)',
  'create index offers_by_call_out on offers (call_out_id)',
  'alter table orders add column priority integer not null default 5 check (priority between 1 and 9)',
  'alter table orders add column reason text',
  `alter table orders add column deadline_state text not null default 'on-time'
    check (deadline_state in ('on-time', 'at-risk', 'missed'))`,
  'alter table orders add column no_longer_needed_at bigint',
  `create index orders_to_start on orders (start_by_at)
    where level = 'dispatch' and state in ('proposed', 'requested', 'accepted') and deadline_state <> 'missed'`,
  `create index orders_to_finish on orders (finish_by_at)
    where level = 'dispatch' and state = 'started' and deadline_state <> 'missed'`,
  `create index orders_without_taker on orders (alarm_at) where state = 'requested' and alarm_at is not null`,
  `create index orders_under_way on orders (contractor_id) where state in ('accepted', 'started')`,
  `create index offers_open_by_contractor on offers (contractor_id) where state = 'open'`,
]
