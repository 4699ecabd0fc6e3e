import { type Kysely, sql } from 'kysely'

/** State of devices as last judged, and what is asked of them: configuration and commands. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table device_states (
    device_id text primary key references devices(id), status text not null, battery text not null,
    clock text not null, since_at bigint not null, updated_at bigint not null, evidence_json text not null)`,
  `create index device_states_by_status on device_states (status, device_id)`,
  `create table device_desired (
    device_id text primary key references devices(id), version integer not null, body_json text not null,
    updated_at bigint not null, actor text not null)`,
  `create table device_reported (
    device_id text primary key references devices(id), version integer, interval_s integer, body_json text not null,
    reported_at bigint not null)`,
  `create table device_commands (
    id text primary key, device_id text not null references devices(id), kind text not null, state text not null,
    actor text not null, created_at bigint not null, expires_at bigint not null, sent_at bigint,
    sends integer not null, finished_at bigint, detail text)`,
  `create index device_commands_by_device on device_commands (device_id, id)`,
  `create index device_commands_open on device_commands (expires_at) where state in ('queued', 'sent')`,
  `create table cursors (name text primary key, position bigint not null)`,
]
