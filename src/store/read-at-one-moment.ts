import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Reads what the control database held at one moment, whatever others write meanwhile; keeps nobody from writing. */
export async function readAtOneMoment<T>(db: Db, read: (moment: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (moment) => {
    await sql`begin`.execute(moment)
    try {
      return await read(moment)
    } finally {
      await sql`commit`.execute(moment)
    }
  })
}
