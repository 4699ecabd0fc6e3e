import type { Reason } from '../../domain/decision.ts'
import type { Db, Trx } from '../database.ts'

/** Why each of these decisions was taken, by decision. */
export async function reasonsOfDecisions(
  db: Db | Trx,
  decisionIds: readonly string[],
): Promise<Map<string, readonly Reason[]>> {
  if (decisionIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('decisions')
    .select(['id', 'reasons_json'])
    .where('id', 'in', [...new Set(decisionIds)])
    .execute()
  return new Map(rows.map((row) => [row.id, JSON.parse(row.reasons_json) as Reason[]]))
}
