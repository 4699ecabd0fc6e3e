import type { PersonRole } from '../../domain/role.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { UserRow } from '../tables.ts'

/** Languages that people are spoken to in. */
export const LANGUAGES = ['ja', 'en'] as const
export type UserLanguage = (typeof LANGUAGES)[number]

/** A person who signs in. */
export interface User {
  readonly id: string
  readonly authorityId: string
  readonly login: string
  /** What others call the person; empty when it was not given. */
  readonly name: string
  readonly role: PersonRole
  /** The firm a contractor's person works for; null for everybody else. */
  readonly contractorId: string | null
  readonly language: UserLanguage
  /** argon2id in PHC text form; empty while the person has not set a password. */
  readonly passwordHash: string
  readonly createdAtMs: EpochMs
  readonly disabledAtMs: EpochMs | null
  readonly signedInAtMs: EpochMs | null
  /** Until when a one-time token may set the password; null when there is none. */
  readonly setTokenExpiresAtMs: EpochMs | null
}

/** A row of the table `users`. */
export interface StoredUser extends Pick<UserRow, 'id' | 'authority_id' | 'login' | 'role' | 'password_hash'> {
  readonly created_at: number
  readonly contractor_id: string | null
  readonly name: string
  readonly language: string
  readonly disabled_at: number | null
  readonly signed_in_at: number | null
  readonly set_token_expires_at: number | null
}

export function toUser(row: StoredUser): User {
  return {
    id: row.id,
    authorityId: row.authority_id,
    login: row.login,
    name: row.name,
    role: row.role as PersonRole,
    contractorId: row.contractor_id,
    language: row.language as UserLanguage,
    passwordHash: row.password_hash,
    createdAtMs: row.created_at,
    disabledAtMs: row.disabled_at,
    signedInAtMs: row.signed_in_at,
    setTokenExpiresAtMs: row.set_token_expires_at,
  }
}

/** True when the person may use the service: not disabled, and a contractor's person has a contractor. */
export function isActive(user: Pick<User, 'disabledAtMs' | 'role' | 'contractorId'>): boolean {
  return user.disabledAtMs === null && (user.role === 'contractor') === (user.contractorId !== null)
}
