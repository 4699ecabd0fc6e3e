import { type FieldSaying, say } from '../problems/say.ts'

/**
 * Logins are short ASCII, so that two that look alike are the same and every keyboard can write them. What is typed is
 * brought to that form: full-width letters of an input method, capitals, blanks around.
 */

const LOGIN = /^[a-z0-9][a-z0-9._@+-]{0,63}$/

/** What is typed longer than this is nobody's login and not worth normalising. */
const MAX_TYPED_CHARACTERS = 256

/** A typed login as it is stored, if it is anybody's. */
export function normaliseLogin(typed: string): string {
  return typed.slice(0, MAX_TYPED_CHARACTERS).normalize('NFKC').trim().toLowerCase()
}

/** What is wrong with a new login; undefined when nothing is. */
export function loginProblem(login: string): FieldSaying | undefined {
  if (LOGIN.test(login)) return undefined
  return say('not-a-login')
}
