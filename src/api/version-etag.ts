import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import type { CriterionVersion } from '../store/criteria/version-row.ts'

/** ETag of one version of a criterion: its number, and the revision of its text and status. */
export function versionEtag({ criterion, life }: CriterionVersion): string {
  return `"v${criterion.version}.${life.revision}"`
}

/**
 * Refuses a change of a version that is not the one the caller read.
 * Throws `precondition-required` without If-Match, `precondition-failed` when it names another state of the version.
 */
export function requireVersionEtag(found: CriterionVersion, ifMatch: string | undefined): void {
  if (ifMatch === undefined) {
    throw new YukibanError('precondition-required', say('if-match-of-version'))
  }
  if (ifMatch.trim() === versionEtag(found)) return
  const { criterion, life } = found
  const { id, version } = criterion
  const stands = { etag: versionEtag(found), status: say(`state-${life.status}`), given: ifMatch.slice(0, 60) }
  throw new YukibanError('precondition-failed', say('version-moved-on', { id, version, ...stands }))
}
