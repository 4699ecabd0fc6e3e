import { type Kysely, sql } from 'kysely'

/**
 * Versions of criteria get a life (draft, review, published …) and days on which they hold; what stands was published
 * by whoever made it. City-wide modes, silences and maintenance windows get their tables. `criteria` keeps the identity
 * and the newest published version, 0 for none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'alter table criterion_versions rename to criterion_versions_before',
  `create table criterion_versions (
    criterion_id text not null references criteria(id), version integer not null, body_json text not null,
    effective_from text, effective_to text,
    status text not null check (status in ('draft', 'review', 'published', 'rejected', 'withdrawn')),
    revision integer not null, based_on integer, author text not null, note text,
    created_at bigint not null, created_by text not null, submitted_at bigint, submitted_by text,
    decided_at bigint, decided_by text, decision_note text,
    primary key (criterion_id, version))`,
  `insert into criterion_versions
    (criterion_id, version, body_json, status, revision, based_on, author, created_at, created_by, decided_at, decided_by)
    select criterion_id, version, body_json, 'published', 1, case when version > 1 then version - 1 end, actor,
      created_at, actor, created_at, actor
    from criterion_versions_before`,
  'drop table criterion_versions_before',
  `create table city_modes (
    id text primary key, authority_id text not null references authorities(id), version integer not null,
    body_json text not null, updated_at bigint not null)`,
  'create index city_modes_by_authority on city_modes (authority_id)',
  `create table city_mode_states (
    mode_id text primary key references city_modes(id), active integer not null, since_at bigint not null,
    set_by text not null check (set_by in ('rule', 'officer')), until_at bigint, clearing_since_at bigint,
    reasons_json text not null, judged_at bigint not null)`,
  `create table silences (
    id text primary key, authority_id text not null references authorities(id),
    target_kind text not null check (target_kind in ('scope', 'device')), scope_json text,
    device_id text references devices(id), from_at bigint not null, to_at bigint not null check (to_at > from_at),
    reason text not null, created_by text not null, created_at bigint not null, ended_at bigint, ended_by text,
    ended_reason text, check ((target_kind = 'device') = (device_id is not null)),
    check ((target_kind = 'scope') = (scope_json is not null)))`,
  'create index silences_by_authority on silences (authority_id, to_at)',
]
