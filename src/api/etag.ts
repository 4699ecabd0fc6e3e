import { YukibanError } from '../errors.ts'

/**
 * Version a change is based on, from `If-Match: "v3"`; 0 for a creation, by `If-None-Match: *`.
 * Throws `precondition-required` when the request says neither, `precondition-failed` for an ETag that is none of ours.
 * @param what names the resource in the message.
 */
export function expectedVersionOf(ifMatch: string | undefined, ifNoneMatch: string | undefined, what: string): number {
  if (ifMatch === undefined) {
    if (ifNoneMatch?.trim() === '*') return 0
    throw new YukibanError('precondition-required', 'send If-Match with the ETag, or If-None-Match: * to create')
  }
  const version = /^"v([1-9]\d{0,9})"$/.exec(ifMatch.trim())?.[1]
  if (version !== undefined) return Number(version)
  throw new YukibanError('precondition-failed', `If-Match ${ifMatch.slice(0, 60)} is not an ETag of a ${what}`)
}
