import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { literalIn } from '../literal-in.ts'
import type { Database } from '../tables.ts'
import { orderFromRow, type StoredOrder } from './order-row.ts'

/**
 * Dispatch orders whose deadline needs a word: not begun and near their latest start or beyond it, or at work beyond
 * their deadline. What was told already is not among them.
 */
export async function dueDeadlines(
  db: Db | Trx,
  due: { readonly nowMs: EpochMs; readonly warnMs: number; readonly limit: number },
): Promise<StoredOrder[]> {
  const { nowMs, warnMs, limit } = due
  const toStart = await db
    .selectFrom('orders')
    .selectAll()
    .where(isToStart)
    .where((eb) =>
      eb.or([
        eb.and([eb('deadline_state', '=', 'on-time'), eb('start_by_at', '<=', nowMs + warnMs)]),
        eb('start_by_at', '<', nowMs),
      ]),
    )
    .orderBy('start_by_at')
    .limit(limit)
    .execute()
  const toFinish = await db
    .selectFrom('orders')
    .selectAll()
    .where(isToFinish)
    .where('finish_by_at', '<', nowMs)
    .orderBy('finish_by_at')
    .limit(limit)
    .execute()
  return [...toStart, ...toFinish].map(orderFromRow)
}

/** When the next of them is due; undefined when none will be. */
export async function nextDeadlineAt(db: Db, warnMs: number): Promise<EpochMs | undefined> {
  const warned = (state: 'on-time' | 'at-risk') =>
    db
      .selectFrom('orders')
      .select(({ fn }) => fn.min('start_by_at').as('at'))
      .where(isToStart)
      .where('deadline_state', '=', state)
      .executeTakeFirst()
  const atWork = await db
    .selectFrom('orders')
    .select(({ fn }) => fn.min('finish_by_at').as('at'))
    .where(isToFinish)
    .executeTakeFirst()
  const toWarn = (await warned('on-time'))?.at ?? null
  const toMiss = (await warned('at-risk'))?.at ?? null
  // a moment is missed once it has passed, a millisecond later
  const times = [toWarn === null ? null : toWarn - warnMs, after(toMiss), after(atWork?.at ?? null)]
  const known = times.filter((it) => it !== null)
  return known.length === 0 ? undefined : Math.min(...known)
}

function after(atMs: EpochMs | null): EpochMs | null {
  return atMs === null ? null : atMs + 1
}

type OrdersBuilder = ExpressionBuilder<Database, 'orders'>

function isToStart(eb: OrdersBuilder): Expression<SqlBool> {
  return eb.and([
    eb('level', '=', 'dispatch'),
    literalIn('state', ['proposed', 'requested', 'accepted']),
    eb('deadline_state', '<>', 'missed'),
  ])
}

function isToFinish(eb: OrdersBuilder): Expression<SqlBool> {
  return eb.and([eb('level', '=', 'dispatch'), eb('state', '=', 'started'), eb('deadline_state', '<>', 'missed')])
}
