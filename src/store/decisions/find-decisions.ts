import type { Decision } from '../../domain/decision.ts'
import type { Db, Trx } from '../database.ts'
import { decisionFromRow } from './decision-row.ts'

/** Decisions by id; those that do not exist are missing. */
export async function findDecisions(db: Db | Trx, ids: readonly string[]): Promise<ReadonlyMap<string, Decision>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('decisions')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((it) => [it.id, decisionFromRow(it)]))
}
