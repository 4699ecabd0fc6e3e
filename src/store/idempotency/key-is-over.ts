import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { EpochMs } from '../../domain/time.ts'
import type { Database } from '../tables.ts'

/** Condition: the key was created before `answeredBeforeMs`, or never answered and created before `abandonedBeforeMs`. */
export function keyIsOver(answeredBeforeMs: EpochMs, abandonedBeforeMs: EpochMs) {
  return (eb: ExpressionBuilder<Database, 'idempotency_keys'>): Expression<SqlBool> =>
    eb.or([
      eb('created_at', '<', answeredBeforeMs),
      eb.and([eb('status', 'is', null), eb('created_at', '<', abandonedBeforeMs)]),
    ])
}
