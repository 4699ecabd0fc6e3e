import { type Kysely, sql } from 'kysely'

/** How a device's messages are decoded, and under which name network servers know it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table devices add column codec text not null default 'json'`,
  `alter table devices add column payload_format text`,
  `alter table devices add column dev_eui text`,
  `create unique index devices_by_dev_eui on devices (dev_eui) where dev_eui is not null`,
]
