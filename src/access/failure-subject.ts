import { createHash } from 'node:crypto'

/**
 * What wrong passwords are counted by. A login counts whether it is anybody's or not, so that a wait does not tell; only
 * its hash is kept, since people type passwords into the wrong field.
 */

export function loginSubject(login: string): string {
  return sha256(`login\n${login}`)
}

/** A browser the person has used before; see known-browser.ts. */
export function browserSubject(userId: string, nonce: string): string {
  return sha256(`browser\n${userId}\n${nonce}`)
}

/** A signed-in person who is asked for the password again. */
export function personSubject(userId: string): string {
  return sha256(`person\n${userId}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
