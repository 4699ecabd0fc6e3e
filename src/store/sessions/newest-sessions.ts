import type { Trx } from '../database.ts'

/** Hashes of a person's session tokens, newest first. */
export async function newestSessions(trx: Trx, userId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('sessions')
    .select('token_sha256')
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((it) => it.token_sha256)
}
