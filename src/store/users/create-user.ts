import type { PersonRole } from '../../domain/role.ts'
import { YukibanError } from '../../errors.ts'
import { say } from '../../problems/say.ts'
import type { Db, Trx } from '../database.ts'
import { newId } from '../ids.ts'
import type { UserLanguage } from './user-row.ts'

export interface NewUser {
  readonly authorityId: string
  readonly login: string
  readonly role: PersonRole
  /** argon2id in PHC text form; empty: the person sets it with a one-time token. */
  readonly passwordHash: string
  readonly nowMs: number
  readonly contractorId?: string | null
  readonly name?: string
  readonly language?: UserLanguage
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
      contractor_id: user.contractorId ?? null,
      name: user.name ?? '',
      language: user.language ?? 'ja',
    })
    .onConflict((it) => it.column('login').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) {
    throw new YukibanError('conflict', say('login-taken', { login: user.login }))
  }
  return id
}
