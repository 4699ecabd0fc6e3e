import type { Criterion } from '../../domain/criterion.ts'
import type { Authority } from '../../domain/route.ts'
import { type EpochMs, localDate } from '../../domain/time.ts'
import { findAuthority } from '../authorities/find-authority.ts'
import { listAuthorities } from '../authorities/list-authorities.ts'
import type { Db, Trx } from '../database.ts'
import { toCriterion } from './criterion-row.ts'

export interface CriteriaInForceQuery {
  /** Absent: those of all authorities. */
  readonly authorityId?: string
  readonly atMs: EpochMs
}

/**
 * The versions in force at a moment, in order of id: of each criterion the highest published version whose days hold
 * the date that the authority's calendar then shows. Disabled ones are among them.
 */
export async function listCriteria(db: Db | Trx, query: CriteriaInForceQuery): Promise<Criterion[]> {
  const { authorityId, atMs } = query
  const authorities = authorityId === undefined ? await listAuthorities(db) : [await findAuthority(db, authorityId)]
  const found: Criterion[] = []
  for (const authority of authorities)
    if (authority !== undefined) found.push(...(await inForceOf(db, authority, atMs)))
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function inForceOf(db: Db | Trx, authority: Authority, atMs: EpochMs): Promise<Criterion[]> {
  const date = localDate(atMs, authority.timeZone)
  const rows = await db
    .selectFrom('criteria')
    .innerJoin('criterion_versions as held', 'held.criterion_id', 'criteria.id')
    .select(['criteria.id', 'criteria.authority_id', 'held.version', 'held.body_json'])
    .where('criteria.authority_id', '=', authority.id)
    .where('held.version', '=', (it) =>
      it
        .selectFrom('criterion_versions')
        .select((version) => version.fn.max('version').as('version'))
        .whereRef('criterion_id', '=', 'criteria.id')
        .where('status', '=', 'published')
        .where((and) => and.or([and('effective_from', 'is', null), and('effective_from', '<=', date)]))
        .where((and) => and.or([and('effective_to', 'is', null), and('effective_to', '>=', date)])),
    )
    .execute()
  return rows.map(toCriterion)
}
