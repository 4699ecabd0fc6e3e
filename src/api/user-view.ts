import { type Static, Type } from 'typebox'
import type { SetToken } from '../access/administer.ts'
import { PERSON_ROLES } from '../domain/role.ts'
import { toIso } from '../domain/time.ts'
import { LANGUAGES, type User } from '../store/users/user-row.ts'
import { nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

export const UserSchema = record(
  {
    id: Type.String(),
    login: Type.String(),
    name: Type.String({ description: 'Empty when it was not given.' }),
    role: oneOf(PERSON_ROLES),
    contractorId: nullableText('The firm a contractor’s person works for.'),
    language: oneOf(LANGUAGES),
    passwordSet: Type.Boolean({ description: 'False until the person has set a password with the one-time token.' }),
    setTokenExpiresAt: nullableTime('Until when the one-time token is good; null when there is none.'),
    createdAt: Time,
    signedInAt: nullableTime('When the person last signed in.'),
    disabledAt: nullableTime('Since when the person may no longer sign in.'),
  },
  { $id: 'User', description: 'A person who signs in. Passwords and their hashes are never shown.' },
)

/** A token to hand over to the person, shown once. */
export const SetTokenSchema = record(
  {
    token: Type.String({ description: 'For POST /api/v1/set-password, once. Shown this once.' }),
    expiresAt: Time,
  },
  { $id: 'SetPasswordToken' },
)

/** A person as administrators see them; of the password only whether there is one. */
export function userView(user: User): Static<typeof UserSchema> {
  const { id, login, name, role, contractorId, language } = user
  return {
    id,
    login,
    name,
    role,
    contractorId,
    language,
    passwordSet: user.passwordHash !== '',
    setTokenExpiresAt: isoOrNull(user.setTokenExpiresAtMs),
    createdAt: toIso(user.createdAtMs),
    signedInAt: isoOrNull(user.signedInAtMs),
    disabledAt: isoOrNull(user.disabledAtMs),
  }
}

/** The one-time token by which a person sets a password; shown this once. */
export function setTokenView(setToken: SetToken): Static<typeof SetTokenSchema> {
  return { token: setToken.token, expiresAt: toIso(setToken.expiresAtMs) }
}
