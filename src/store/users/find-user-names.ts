import type { Db } from '../database.ts'

/** What these people are called, by id; disabled ones too. Who has no name is called by the login. */
export async function findUserNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('users')
    .select(['id', 'name', 'login'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((it) => [it.id, it.name === '' ? it.login : it.name]))
}
