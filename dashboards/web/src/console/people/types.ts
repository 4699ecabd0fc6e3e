import type { PersonRole } from '../../shared/session/session.ts'

export const ROLES = ['administrator', 'officer', 'viewer', 'contractor'] as const satisfies readonly PersonRole[]

/** A person who signs in; `GET /api/v1/users`. */
export interface Person {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly role: PersonRole
  readonly contractorId: string | null
  readonly language: 'ja' | 'en'
  readonly passwordSet: boolean
  readonly setTokenExpiresAt: string | null
  readonly createdAt: string
  readonly signedInAt: string | null
  readonly disabledAt: string | null
}

/** What a person is called; who has no name is called by the login. */
export function personName({ name, login }: Person): string {
  return name === '' ? login : name
}

/** A one-time token, shown this once. */
export interface SetToken {
  readonly token: string
  readonly expiresAt: string
}
