import { type Kysely, sql } from 'kysely'

/** Replays asked for through the API. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table replays (
    id text primary key, authority_id text not null references authorities (id), state text not null,
    actor text not null, plan_json text not null, created_at bigint not null, started_at bigint, finished_at bigint,
    share real not null, summary_json text, result_gz blob, error_code text, error_message text)`,
  `create index replays_by_state on replays (state, id)`,
  `create index replays_by_authority on replays (authority_id, id)`,
]
