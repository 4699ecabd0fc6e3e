import { Type } from 'typebox'
import type { Actor } from '../domain/order.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import { THINGS } from '../problems/texts/parts.ts'
import { findCriterionIdentity } from '../store/criteria/find-criterion-identity.ts'
import { findCriterionVersion } from '../store/criteria/find-criterion-version.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import type { CriterionVersion } from '../store/criteria/version-row.ts'
import type { Db, Trx } from '../store/database.ts'
import { actorsOf, versionView } from './criterion-view.ts'
import type { ApiDeps } from './deps.ts'
import { peopleNames } from './people-names.ts'
import { ownedBy, type Principal } from './principal.ts'
import { record } from './schema.ts'

/** The path of one version of a criterion. */
export const VersionParams = record({
  id: Type.String({ minLength: 1, maxLength: 128 }),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})

/** A version of a criterion of the caller's authority. Throws `not-found`. */
export async function versionOf(
  db: Db | Trx,
  principal: Principal,
  id: string,
  version: number,
): Promise<CriterionVersion> {
  const criterion = ownedBy(principal, await findCriterionIdentity(db, id), 'criterion', id)
  const found = await findCriterionVersion(db, criterion, version)
  if (found === undefined)
    throw new YukibanError('not-found', say('no-version', { id, version }), {
      problems: [fieldProblem('version', say('names-none', { thing: THINGS.version }), String(version))],
    })
  return found
}

/** A version as it is shown, with whether it is in force at a moment. */
export async function shownVersion(deps: Pick<ApiDeps, 'db' | 'config'>, found: CriterionVersion, nowMs: number) {
  const show = await versionsShown(deps, found.criterion.authorityId, [found], nowMs)
  return show(found)
}

/** How versions of one authority are shown, with which are in force at a moment and the names of people. */
export async function versionsShown(
  { db, config }: Pick<ApiDeps, 'db' | 'config'>,
  authorityId: string,
  versions: readonly CriterionVersion[],
  nowMs: number,
) {
  const holding = new Map((await listCriteria(db, { authorityId, atMs: nowMs })).map((it) => [it.id, it.version]))
  const named = await peopleNames(db, versions.flatMap(actorsOf))
  return (found: CriterionVersion) =>
    versionView(found, {
      inForce: holding.get(found.criterion.id) === found.criterion.version,
      review: config.criteriaReview,
      people: named(actorsOf(found)),
    })
}

/** `kind:id`, as versions name people. */
export function textOf(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}
