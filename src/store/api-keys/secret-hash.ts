import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Random secrets of machines (device tokens, API keys). They hold 256 random bits, so a plain SHA-256 is enough at
 * rest and keeps a storm of reconnecting devices cheap; people's passwords go through argon2id instead.
 */

/** 32 random bytes, base64url: 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a secret, hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares a secret with a stored hash in constant time; without a stored hash it takes as long and says no. */
export function secretMatches(secret: string, storedSha256: string | null | undefined): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex')
  const known = Buffer.from(storedSha256 ?? '', 'hex')
  const comparable = known.length === given.length ? known : Buffer.alloc(given.length)
  return timingSafeEqual(given, comparable) && known.length === given.length
}
