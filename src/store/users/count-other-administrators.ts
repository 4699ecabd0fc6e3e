import type { Trx } from '../database.ts'

/** Administrators of an authority who can sign in, beside this person. */
export async function countOtherAdministrators(trx: Trx, authorityId: string, userId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('users')
    .select((it) => it.fn.countAll<number>().as('count'))
    .where('authority_id', '=', authorityId)
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .where('password_hash', '<>', '')
    .where('id', '<>', userId)
    .executeTakeFirstOrThrow()
  return count
}
