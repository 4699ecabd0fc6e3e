import { type Kysely, sql } from 'kysely'

/** Schema of the first release. Immutable once released: changes come as new migrations. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table authorities (id text primary key, name text not null, kind text not null, time_zone text not null)`,
  `create table blocks (
    id text primary key, authority_id text not null references authorities(id), name text not null)`,
  `create table routes (
    id text primary key, authority_id text not null references authorities(id),
    block_id text not null references blocks(id), name text not null, road_class text not null,
    length_m real not null, plow_minutes real not null, deadline text, geometry_json text)`,
  `create table devices (
    id text primary key, authority_id text not null references authorities(id), kind text not null,
    route_id text references routes(id), surface text not null, mount_height_mm real,
    temperature_compensated integer not null, lat real, lon real, interval_s integer not null,
    token_sha256 text, created_at bigint not null)`,
  `create index devices_by_route on devices (route_id)`,
  `create table contractors (
    id text primary key, authority_id text not null references authorities(id), name text not null,
    webhook_url text, webhook_secret text not null, webhook_disabled_at bigint, email text, phone text)`,
  `create table roster (
    id integer primary key, authority_id text not null references authorities(id),
    block_id text references blocks(id), route_id text references routes(id),
    contractor_id text not null references contractors(id), rank integer not null, from_at bigint, to_at bigint,
    check ((block_id is null) <> (route_id is null)))`,
  `create table criteria (
    id text primary key, authority_id text not null references authorities(id), version integer not null,
    body_json text not null, updated_at bigint not null)`,
  `create table criterion_versions (
    criterion_id text not null references criteria(id), version integer not null, body_json text not null,
    created_at bigint not null, actor text not null, primary key (criterion_id, version))`,
  `create table latches (
    criterion_id text not null references criteria(id), route_id text not null references routes(id),
    active integer not null, since_at bigint not null, fingerprint text not null, order_id text,
    primary key (criterion_id, route_id))`,
  `create table decisions (
    id text primary key, authority_id text not null references authorities(id),
    route_id text not null references routes(id), criterion_id text not null, criterion_version integer not null,
    level text not null, at bigint not null, result text not null, reasons_json text not null,
    evidence_json text not null, order_id text)`,
  `create index decisions_by_route on decisions (route_id, at)`,
  `create index decisions_by_authority on decisions (authority_id, id)`,
  `create table orders (
    id text primary key, authority_id text not null references authorities(id),
    route_id text not null references routes(id), level text not null, state text not null,
    version integer not null, decision_id text, criterion_id text, contractor_id text references contractors(id),
    respond_min real not null, created_at bigint not null, finish_by_at bigint, start_by_at bigint,
    requested_at bigint, accepted_at bigint, started_at bigint, completed_at bigint, closed_at bigint,
    closed_reason text, alarm_at bigint)`,
  `create unique index one_open_order on orders (route_id, level)
    where state in ('proposed', 'requested', 'accepted', 'started')`,
  `create index orders_by_authority on orders (authority_id, id)`,
  `create table offers (
    id text primary key, order_id text not null references orders(id),
    authority_id text not null references authorities(id), contractor_id text not null references contractors(id),
    rank integer not null, state text not null, created_at bigint not null, respond_by_at bigint not null,
    delivered_at bigint, read_at bigint, answered_at bigint, reason text)`,
  `create unique index one_open_offer on offers (order_id) where state = 'open'`,
  `create index offers_due on offers (respond_by_at) where state = 'open'`,
  `create index offers_by_order on offers (order_id)`,
  `create index offers_by_contractor on offers (contractor_id, id)`,
  `create table deliveries (
    id text primary key, contractor_id text not null references contractors(id), offer_id text, order_id text,
    type text not null, body_json text not null, state text not null, attempts integer not null,
    created_at bigint not null, next_at bigint not null, lease_owner text, lease_until_at bigint,
    delivered_at bigint, last_status integer, last_error text)`,
  `create index deliveries_due on deliveries (next_at) where state = 'pending'`,
  `create table passes (
    id integer primary key, route_id text not null references routes(id), at bigint not null, source text not null,
    actor text not null, order_id text, recorded_at bigint not null)`,
  `create index passes_by_route on passes (route_id, at)`,
  `create unique index one_pass_per_order on passes (order_id) where order_id is not null`,
  `create table events (
    id integer primary key autoincrement, authority_id text not null references authorities(id), at bigint not null,
    type text not null, actor text not null, subject text not null, contractor_id text, data_json text not null)`,
  `create table users (
    id text primary key, authority_id text not null references authorities(id), login text not null unique,
    role text not null, password_hash text not null, created_at bigint not null)`,
  `create table api_keys (
    id text primary key, authority_id text not null references authorities(id), role text not null,
    scopes text not null, contractor_id text references contractors(id), secret_sha256 text not null,
    label text not null, created_at bigint not null, revoked_at bigint)`,
  `create table idempotency_keys (
    key text not null, principal text not null, request_sha256 text not null, status integer, response_json text,
    created_at bigint not null, primary key (principal, key))`,
]
