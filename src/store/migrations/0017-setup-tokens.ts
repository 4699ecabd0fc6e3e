import { type Kysely, sql } from 'kysely'

/** Tokens of the first run, which every process on this database takes. None is left once there is an administrator. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('create table setup_tokens (token_sha256 text not null primary key, expires_at bigint not null)')
    .execute(db)
}
