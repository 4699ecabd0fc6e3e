import type { Authority } from '../../domain/route.ts'
import type { Db, Trx } from '../database.ts'

/** Creates an authority or changes the one with its id. */
export async function upsertAuthority(db: Db | Trx, authority: Authority): Promise<void> {
  const values = { name: authority.name, kind: authority.kind, time_zone: authority.timeZone }
  await db
    .insertInto('authorities')
    .values({ id: authority.id, ...values })
    .onConflict((it) => it.column('id').doUpdateSet(values))
    .execute()
}
