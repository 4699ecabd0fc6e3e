import type { Db } from '../database.ts'

/**
 * Id of the oldest of the newest `count` events: where to begin to look at no more than those. Undefined when there is
 * no event.
 * @param count 1 or more.
 */
export async function oldestOfNewest(db: Db, count: number): Promise<number | undefined> {
  const newest = db.selectFrom('events').select('id').orderBy('id', 'desc').limit(count).as('newest')
  const { id } = await db
    .selectFrom(newest)
    .select((it) => it.fn.min<number | null>('id').as('id'))
    .executeTakeFirstOrThrow()
  return id ?? undefined
}
