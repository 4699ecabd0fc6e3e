import { hash, verify } from '@node-rs/argon2'
import { type FieldSaying, say } from '../problems/say.ts'

/** People's passwords: argon2id at OWASP's setting (19 MiB, two passes, one lane), NFKC before hashing. */

export const MIN_PASSWORD_CHARACTERS = 12
export const MAX_PASSWORD_CHARACTERS = 1024
const MIN_DIFFERENT_CHARACTERS = 5
const SETTING = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A hash of the same setting that no password is known for: whoever does not exist takes as long as whoever does. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$2Rgd6gKhNfyKEoqvP+vl9A$LwuWnBIrxduSA8JUy0cL63zOm+u4PZsTnVtMo4TOavA'

/** The hash in PHC text form; argon2id is the library's default. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), SETTING)
}

/**
 * True when the password is the one hashed. Without a hash (nobody has this login, or no password is set) it takes as
 * long and says no.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const known = passwordHash !== undefined && passwordHash !== ''
  const matches = await verify(known ? passwordHash : NOBODY, password.normalize('NFKC'))
  return known && matches
}

/**
 * What is wrong with a new password, as the end of a sentence that begins with "the password"; undefined when nothing
 * is. Length is what counts (NIST SP 800-63B); beside it only what is guessed first is refused.
 */
export function passwordProblem(password: string, login?: string): FieldSaying | undefined {
  // code points, as a person counts
  const characters = [...password]
  const { length } = characters
  if (length < MIN_PASSWORD_CHARACTERS) {
    return say('password-short', { least: MIN_PASSWORD_CHARACTERS, length })
  }
  if (length > MAX_PASSWORD_CHARACTERS) return say('password-long', { most: MAX_PASSWORD_CHARACTERS })
  if (new Set(characters).size < MIN_DIFFERENT_CHARACTERS) {
    return say('password-uniform', { least: MIN_DIFFERENT_CHARACTERS })
  }
  const plain = password.normalize('NFKC').toLowerCase()
  const rest = login === undefined || login === '' ? plain : plain.replaceAll(login, '')
  if (rest.length < MIN_PASSWORD_CHARACTERS / 2) return say('password-is-login')
  return undefined
}
