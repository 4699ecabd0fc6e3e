import type { Db } from '../database.ts'
import type { Headline } from './save-headline.ts'

/** The newest headline of an office, its body as it was saved. */
export async function findHeadline<Body>(db: Db, office: string): Promise<Headline<Body> | undefined> {
  const row = await db.selectFrom('weather_headlines').selectAll().where('office', '=', office).executeTakeFirst()
  return (
    row && {
      office: row.office,
      issuedAtMs: row.issued_at,
      receivedAtMs: row.received_at,
      body: JSON.parse(row.body_json) as Body,
    }
  )
}
