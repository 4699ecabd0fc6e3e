import type { Decision } from '../../domain/decision.ts'
import type { Db, Trx } from '../database.ts'
import { decisionFromRow } from './decision-row.ts'

export async function findDecision(db: Db | Trx, id: string): Promise<Decision | undefined> {
  const row = await db.selectFrom('decisions').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : decisionFromRow(row)
}
