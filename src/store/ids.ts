import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

const COUNTER_CHARACTERS = 3
const COUNTER_END = 32 ** COUNTER_CHARACTERS

let last = { ms: -1, count: 0 }

/**
 * A unique id that sorts by creation, also within the same millisecond of one process: `prefix_` + 10 characters of
 * epoch ms + 3 of a counter + 16 random ones (80 bits), in Crockford's base 32.
 */
export function newId(prefix: string, nowMs: number): string {
  const ms = Math.max(0, Math.floor(nowMs))
  last = { ms, count: ms === last.ms ? (last.count + 1) % COUNTER_END : 0 }
  let random = ''
  for (const byte of randomBytes(16)) random += ALPHABET[byte & 31]
  return `${prefix}_${base32(ms, 10)}${base32(last.count, COUNTER_CHARACTERS)}${random}`
}

/** The text that sorts before every id made at `ms` or later, and after every earlier one. */
export function idFloor(prefix: string, ms: number): string {
  return `${prefix}_${base32(Math.max(0, Math.floor(ms)), 10)}`
}

function base32(value: number, characters: number): string {
  let text = ''
  let rest = value
  for (let index = 0; index < characters; index++) {
    text = (ALPHABET[rest % 32] ?? '0') + text
    rest = Math.floor(rest / 32)
  }
  return text
}
