import { createHmac, timingSafeEqual } from 'node:crypto'
import { newSecret } from '../store/api-keys/secret-hash.ts'

/**
 * The token of a session, 256 random bits, and what proves that a request comes from our own page: a value derived from
 * the token, which pages of others can neither read nor compute, and which need not be stored.
 */

export function newSessionToken(): string {
  return newSecret()
}

/** True when the text could be a token of ours. */
export function isSessionToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** What the header `x-csrf-token` must hold beside this session. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('yukiban csrf').digest('base64url')
}

/** Compares in constant time. */
export function csrfMatches(sessionToken: string, given: string): boolean {
  const [known, said] = [Buffer.from(csrfTokenOf(sessionToken)), Buffer.from(given)]
  return known.length === said.length && timingSafeEqual(known, said)
}
