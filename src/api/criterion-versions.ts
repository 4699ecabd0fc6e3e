import { Type } from 'typebox'
import type { Actor } from '../domain/order.ts'
import { findCriterionIdentity } from '../store/criteria/find-criterion-identity.ts'
import { findCriterionVersion } from '../store/criteria/find-criterion-version.ts'
import { listCriteria } from '../store/criteria/list-criteria.ts'
import type { CriterionVersion } from '../store/criteria/version-row.ts'
import type { Db, Trx } from '../store/database.ts'
import { versionView } from './criterion-view.ts'
import type { ApiDeps } from './deps.ts'
import { noSuch, ownedBy, type Principal } from './principal.ts'
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
  if (found === undefined) throw noSuch(`criterion ${id} of version`, String(version), 'version')
  return found
}

/** A version as it is shown, with whether it is in force at a moment. */
export async function shownVersion(
  { db, config }: Pick<ApiDeps, 'db' | 'config'>,
  found: CriterionVersion,
  nowMs: number,
) {
  const { authorityId, id } = found.criterion
  const inForce = (await listCriteria(db, { authorityId, atMs: nowMs })).find((it) => it.id === id)
  return versionView(found, inForce?.version, config.criteriaReview)
}

/** `kind:id`, as versions name people. */
export function textOf(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}
