import { Type } from 'typebox'
import { MINUTE_MS, SECOND_MS, toIso } from '../domain/time.ts'
import { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import type { RequiredScope } from './auth.ts'
import type { Principal } from './principal.ts'
import { instantOf } from './times.ts'
import { invalidRequest } from './validation.ts'

/** What requests about orders have in common. */

/** A clock that runs this far ahead of ours is believed. */
export const MAX_AHEAD_MS = 5 * MINUTE_MS

/** The contractor that took an order, or an officer for it. */
export const CREW: RequiredScope = ['orders:write', 'offers:answer']

export const ReasonText = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  description: 'why, in 1 to 500 characters',
})

export const NoteText = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  description: 'what else is worth knowing, in 1 to 500 characters',
})

/** An instant in a request body. */
export const TimeText = Type.String({ minLength: 1, maxLength: 40, description: 'ISO 8601 or epoch ms.' })

export interface TimeBounds {
  /** The step before, which it may not precede; null: none. */
  readonly earliestMs: number | null
  readonly nowMs: number
}

/**
 * Reads when something happened. A time in whole seconds may name the very second of the step before: it is then taken for
 * that step's moment. Throws `request-invalid` when it lies in the future or before the step before.
 */
export function timeOf(field: string, text: string, { earliestMs, nowMs }: TimeBounds): number {
  const atMs = instantOf(field, text)
  if (atMs > nowMs + MAX_AHEAD_MS) {
    throw invalidRequest([fieldProblem(field, say('in-future', { now: toIso(nowMs) }), text)])
  }
  if (earliestMs !== null && atMs < earliestMs) {
    if (atMs === Math.floor(earliestMs / SECOND_MS) * SECOND_MS) return earliestMs
    throw invalidRequest([fieldProblem(field, say('before-previous-step', { previous: toIso(earliestMs) }), text)])
  }
  return atMs
}

/** A contractor reports on what it accepted, not on an order that went to another. */
export function refuseOtherCrews(principal: Principal, order: StoredOrder, command: string): void {
  if (principal.contractorId === null || principal.contractorId === order.contractorId) return
  throw new YukibanError('conflict', say('order-not-yours', { id: order.id, command }))
}
