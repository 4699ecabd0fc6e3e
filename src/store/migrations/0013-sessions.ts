import { type Kysely, sql } from 'kysely'

/** People sign in: who they are, their sessions, and passwords that were wrong. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table users add column contractor_id text references contractors (id)`,
  `alter table users add column name text not null default ''`,
  `alter table users add column language text not null default 'ja'`,
  `alter table users add column disabled_at bigint`,
  `alter table users add column signed_in_at bigint`,
  `alter table users add column failure_recorded_at bigint`,
  `alter table users add column set_token_sha256 text`,
  `alter table users add column set_token_expires_at bigint`,
  `create index users_by_authority on users (authority_id, id)`,
  `create unique index users_by_set_token on users (set_token_sha256) where set_token_sha256 is not null`,
  `create table sessions (
    token_sha256 text primary key, id text not null unique, user_id text not null references users (id),
    created_at bigint not null, last_seen_at bigint not null, expires_at bigint not null,
    user_agent text not null, address text not null)`,
  `create index sessions_by_user on sessions (user_id, created_at)`,
  `create index sessions_by_end on sessions (expires_at)`,
  `create table sign_in_failures (
    subject_sha256 text primary key, failures integer not null, last_at bigint not null, locked_until bigint not null)`,
  `create index sign_in_failures_by_age on sign_in_failures (last_at)`,
]
