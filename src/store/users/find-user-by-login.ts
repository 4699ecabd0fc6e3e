import type { Role } from '../../domain/role.ts'
import type { Db, Trx } from '../database.ts'

/** A person who logs in with a password. */
export interface User {
  readonly id: string
  readonly authorityId: string
  readonly login: string
  readonly role: Role
  /** argon2id in PHC text form. */
  readonly passwordHash: string
}

/** The person with this login name. */
export async function findUserByLogin(db: Db | Trx, login: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('login', '=', login).executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id: row.id,
    authorityId: row.authority_id,
    login: row.login,
    role: row.role as Role,
    passwordHash: row.password_hash,
  }
}
