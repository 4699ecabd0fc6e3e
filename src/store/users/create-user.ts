import type { Role } from '../../domain/role.ts'
import { YukibanError } from '../../errors.ts'
import type { Db, Trx } from '../database.ts'
import { newId } from '../ids.ts'

export interface NewUser {
  readonly authorityId: string
  readonly login: string
  readonly role: Role
  /** argon2id in PHC text form. */
  readonly passwordHash: string
  readonly nowMs: number
}

/** Adds a person and returns the id. Throws `conflict` when the login is taken. */
export async function createUser(db: Db | Trx, user: NewUser): Promise<string> {
  const id = newId('usr', user.nowMs)
  const result = await db
    .insertInto('users')
    .values({
      id,
      authority_id: user.authorityId,
      login: user.login,
      role: user.role,
      password_hash: user.passwordHash,
      created_at: user.nowMs,
    })
    .onConflict((it) => it.column('login').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new YukibanError('conflict', `a user with the login ${user.login} exists already; choose another login`)
  }
  return id
}
