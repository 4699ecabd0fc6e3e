import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts'

/** What an operator may set of dispatch as a whole; the rest stands in criteria and rosters. */
export interface DispatchPolicy {
  /** Orders asked of one contractor within this time become one call-out; 0: each is a call-out of its own. */
  readonly mergeMs: number
  /** How long before its latest start an order that nobody has begun is at risk. */
  readonly warnMs: number
  /** How long after a deadline an order still belongs to that night. */
  readonly graceMs: number
}

export const DISPATCH_DEFAULTS: DispatchPolicy = {
  mergeMs: 60 * SECOND_MS,
  warnMs: 30 * MINUTE_MS,
  graceMs: 3 * HOUR_MS,
}
