import { type Kysely, sql } from 'kysely'

/** Since when a criterion that fired has ceased to hold without having released. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table latches add column clearing_since_at bigint`.execute(db)
}
