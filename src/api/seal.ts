import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Seals a stored response with a key that only its caller can make, so that tokens shown once are not at rest in the
 * database: AES-256-GCM under HKDF-SHA-256 of the caller's credentials, salted with the idempotency key.
 */

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** @returns base64 of iv, tag and cipher text. */
export function seal(text: string, credentials: string, salt: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, deriveKey(credentials, salt), iv)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
}

/** Opens what `seal` made. Throws when the credentials or the salt are not the ones it was sealed with. */
export function unseal(sealed: string, credentials: string, salt: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv(CIPHER, deriveKey(credentials, salt), bytes.subarray(0, IV_BYTES))
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
}

function deriveKey(credentials: string, salt: string): Buffer {
  return Buffer.from(hkdfSync('sha256', credentials, salt, 'yukiban idempotent response', 32))
}
