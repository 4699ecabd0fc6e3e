import { type Kysely, sql } from 'kysely'

/** How the names of routes and blocks are read (よみがな), by which people search for them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table routes add column name_kana text').execute(db)
  await sql.raw('alter table blocks add column name_kana text').execute(db)
}
