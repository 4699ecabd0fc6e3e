import { type EpochMs, HOUR_MS } from '../domain/time.ts'
import type { RecordedOrder } from './history.ts'
import { type ByLevel, isNight } from './route-tally.ts'

/** What the record says of the orders that were really given. Null hours: no order has both times on record. */
export interface RecordedTally {
  readonly calls: ByLevel
  readonly nightCalls: number
  /** From reported start to reported completion. */
  readonly plowHours: number | null
  readonly deadlines: { readonly met: number; readonly missed: number; readonly unknown: number }
}

/** Counts recorded orders. */
export function recordedTally(orders: readonly RecordedOrder[], timeZone: string): RecordedTally {
  const dispatches = orders.filter((it) => it.level === 'dispatch')
  const worked = dispatches.flatMap(({ startedAtMs, completedAtMs }) =>
    startedAtMs === null || completedAtMs === null ? [] : [completedAtMs - startedAtMs],
  )
  const outcomes = dispatches
    .filter((it) => it.state !== 'withdrawn' && it.state !== 'rejected')
    .map((it) => outcomeOf(it.completedAtMs, it.finishByMs))
  const of = (outcome: string) => outcomes.filter((it) => it === outcome).length
  return {
    calls: { standby: orders.length - dispatches.length, dispatch: dispatches.length },
    nightCalls: orders.filter((it) => isNight(it.createdAtMs, timeZone)).length,
    plowHours: worked.length === 0 ? null : Math.round((worked.reduce((all, it) => all + it, 0) / HOUR_MS) * 100) / 100,
    deadlines: { met: of('met'), missed: of('missed'), unknown: of('unknown') },
  }
}

function outcomeOf(completedAtMs: EpochMs | null, finishByMs: EpochMs | null): 'met' | 'missed' | 'unknown' {
  if (completedAtMs === null || finishByMs === null) return 'unknown'
  return completedAtMs <= finishByMs ? 'met' : 'missed'
}
