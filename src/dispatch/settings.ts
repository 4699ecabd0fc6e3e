import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import type { DispatchPolicy } from './policy.ts'

/** Settings of dispatch: part of the table in src/options.ts, which src/config.ts reads and checks. */
export const DISPATCH_OPTIONS = [
  {
    name: 'YUKIBAN_DISPATCH_MERGE_S',
    kind: 'integer',
    default: '60',
    min: 0,
    max: 600,
    help: 'Orders asked of one contractor within this many seconds become one call-out; 0: never.',
  },
  {
    name: 'YUKIBAN_DISPATCH_WARN_MIN',
    kind: 'integer',
    default: '30',
    min: 1,
    max: 720,
    help: 'Minutes before its latest start at which an order that nobody has begun is reported as at risk.',
  },
  {
    name: 'YUKIBAN_DISPATCH_GRACE_H',
    kind: 'integer',
    default: '3',
    min: 0,
    max: 12,
    help: 'Hours after a route’s deadline during which a new order still has that deadline, as already missed.',
  },
] as const

type Name = (typeof DISPATCH_OPTIONS)[number]['name']

/** The settings as a policy; numbers out of range are the reader's to report. */
export function readDispatchPolicy({ integer }: { integer(name: Name): number }): DispatchPolicy {
  return {
    mergeMs: integer('YUKIBAN_DISPATCH_MERGE_S') * SECOND_MS,
    warnMs: integer('YUKIBAN_DISPATCH_WARN_MIN') * MINUTE_MS,
    graceMs: integer('YUKIBAN_DISPATCH_GRACE_H') * HOUR_MS,
  }
}
