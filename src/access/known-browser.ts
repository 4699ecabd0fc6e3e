import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { User } from '../store/users/user-row.ts'

/**
 * A browser that a person has signed in with before holds a mark. Wrong passwords from elsewhere then cannot keep that
 * person out: a marked browser has a count of its own (OWASP, "device cookies"). The mark opens nothing by itself. It is
 * bound to the person and to the password, so that a new password ends it, and nothing need be stored.
 */

const NONCE_BYTES = 16

/** A mark for the browser that the person has just signed in with. */
export function markBrowser(user: Pick<User, 'id' | 'passwordHash'>): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url')
  return `${nonce}.${seal(user, nonce)}`
}

/** The nonce of a mark that this person's browser holds; undefined for any other text. */
export function knownBrowser(
  user: Pick<User, 'id' | 'passwordHash'> | undefined,
  mark: string | undefined,
): string | undefined {
  const [, nonce, given] = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(mark ?? '') ?? []
  if (user === undefined || user.passwordHash === '' || nonce === undefined || given === undefined) return undefined
  return timingSafeEqual(Buffer.from(given), Buffer.from(seal(user, nonce))) ? nonce : undefined
}

function seal(user: Pick<User, 'id' | 'passwordHash'>, nonce: string): string {
  return createHmac('sha256', user.passwordHash).update(`yukiban browser\n${user.id}\n${nonce}`).digest('base64url')
}
