import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { THINGS, type Thing } from '../problems/texts/parts.ts'

/**
 * Version a change is based on, from `If-Match: "v3"`; 0 for a creation, by `If-None-Match: *`.
 * Throws `precondition-required` when the request says neither, `precondition-failed` for an ETag that is none of ours.
 * @param what names the resource in the message.
 */
export function expectedVersionOf(ifMatch: string | undefined, ifNoneMatch: string | undefined, what: Thing): number {
  if (ifMatch === undefined) {
    if (ifNoneMatch?.trim() === '*') return 0
    throw new YukibanError('precondition-required', say('if-match-or-none'))
  }
  const version = /^"v([1-9]\d{0,9})"$/.exec(ifMatch.trim())?.[1]
  if (version !== undefined) return Number(version)
  throw new YukibanError(
    'precondition-failed',
    say('if-match-not-of', { given: ifMatch.slice(0, 60), thing: THINGS[what] }),
  )
}
