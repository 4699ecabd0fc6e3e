import { createHash, randomBytes } from 'node:crypto'

/** Bytes of chance in a token: 128 bits, as short as a text message needs it. */
const TOKEN_BYTES = 16

/** 22 characters of base64url. */
export const TOKEN_PATTERN = '^[A-Za-z0-9_-]{22}$'

/** A new token, 22 characters. */
export function newLinkToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** What is kept of a token: it has enough chance in it to need no salt. Hexadecimal. */
export function linkTokenSha256(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
