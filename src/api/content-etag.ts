import { createHash } from 'node:crypto'
import { YukibanError } from '../errors.ts'
import { type Saying, say } from '../problems/say.ts'

/** Enough of a SHA-256 that two contents never share an ETag. */
const ETAG_CHARS = 22

/** ETag of what has no version of its own: the same content has the same one. */
export function contentEtag(content: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url')
  return `"${hash.slice(0, ETAG_CHARS)}"`
}

/**
 * Refuses a change of what is not as the caller read it.
 * Throws `precondition-required` without If-Match, `precondition-failed` when it names another content.
 * @param what names the resource in the message.
 */
export function requireContentEtag(current: string, ifMatch: string | undefined, what: Saying): void {
  if (ifMatch === undefined) {
    throw new YukibanError('precondition-required', say('if-match-of', { what }))
  }
  if (ifMatch.trim() === current) return
  throw new YukibanError('precondition-failed', say('content-moved-on', { what, current, given: ifMatch.slice(0, 60) }))
}
