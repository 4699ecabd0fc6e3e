import { type Kysely, sql } from 'kysely'

/**
 * Ways to reach people beside the webhook. Deliveries are rebuilt, since one may now concern an officer and no
 * contractor; rows and their ids stay. `target` is what shares a breaker: a contractor's webhook, or one contact point.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table deliveries rename to deliveries_of_webhooks`,
  `create table deliveries (
    id text primary key, authority_id text not null references authorities(id),
    recipient text not null check (recipient in ('contractor', 'duty')),
    contractor_id text references contractors(id),
    channel text not null check (channel in ('webhook', 'email', 'web-push', 'line', 'sms')),
    contact_point_id text, target text not null, call_out_id text, offer_id text, order_id text,
    type text not null, body_json text not null, state text not null, attempts integer not null,
    created_at bigint not null, next_at bigint not null, lease_owner text, lease_until_at bigint,
    delivered_at bigint, last_status integer, last_error text,
    check ((recipient = 'contractor') = (contractor_id is not null)))`,
  `insert into deliveries (
      id, authority_id, recipient, contractor_id, channel, target, offer_id, order_id, type, body_json, state, attempts,
      created_at, next_at, lease_owner, lease_until_at, delivered_at, last_status, last_error)
    select d.id, c.authority_id, 'contractor', d.contractor_id, 'webhook', 'webhook:' || d.contractor_id, d.offer_id,
      d.order_id, d.type, d.body_json, d.state, d.attempts, d.created_at, d.next_at, d.lease_owner, d.lease_until_at,
      d.delivered_at, d.last_status, d.last_error
    from deliveries_of_webhooks d join contractors c on c.id = d.contractor_id`,
  `drop table deliveries_of_webhooks`,
  `create index deliveries_due on deliveries (channel, next_at) where state = 'pending'`,
  `create index deliveries_pending_by_target on deliveries (target) where state = 'pending'`,
  `create index deliveries_by_contractor on deliveries (contractor_id, id)`,
  `create table contact_points (
    id text primary key, authority_id text not null references authorities(id),
    contractor_id text references contractors(id), name text not null,
    channel text not null check (channel in ('email', 'web-push', 'line', 'sms')), address text not null,
    settings_json text not null, language text not null check (language in ('ja', 'en')), active integer not null,
    disabled_at bigint, disabled_why text, days text, from_time text, to_time text, created_at bigint not null,
    verified_at bigint)`,
  `create index contact_points_by_owner on contact_points (authority_id, contractor_id)`,
  `create table one_time_links (
    token_sha256 text primary key, call_out_id text not null, contractor_id text not null references contractors(id),
    created_at bigint not null, expires_at bigint not null, used_at bigint)`,
  `create index one_time_links_by_expiry on one_time_links (expires_at)`,
  `create table channels (name text primary key, wait_ms bigint not null, public_key text, updated_at bigint not null)`,
  `alter table contractors add column retiring_secret text`,
  `alter table contractors add column retiring_secret_until_at bigint`,
]
