import { type Static, Type } from 'typebox'
import type { RouteWork } from '../dispatch/complete-routes.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { NoteText, TimeText, timeOf } from './order-input.ts'
import { record } from './schema.ts'
import { invalidRequest } from './validation.ts'

/** Passes one report may name: a route is not plowed oftener in one go. */
const MAX_PASSES = 50

/** Times of the work on one route, as its crew reports them when it is done. */
const WORK = {
  startedAt: Type.Optional(
    Type.String({ minLength: 1, maxLength: 40, description: 'When work began; sets right what `start` said.' }),
  ),
  finishedAt: Type.Optional(
    Type.String({ minLength: 1, maxLength: 40, description: 'When the route was done; default now.' }),
  ),
  passes: Type.Optional(
    Type.Array(record({ at: TimeText }), {
      maxItems: MAX_PASSES,
      description: 'When each pass ended; one at `finishedAt` unless given.',
    }),
  ),
  note: Type.Optional(NoteText),
}

export const CompleteBody = record(
  {
    at: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'The same as `finishedAt`.' })),
    ...WORK,
  },
  {
    examples: [
      {
        startedAt: '2026-01-19T17:55:00Z',
        finishedAt: '2026-01-19T18:40:00Z',
        passes: [{ at: '2026-01-19T18:20:00Z' }, { at: '2026-01-19T18:40:00Z' }],
        note: '排雪なし',
      },
    ],
  },
)

export const RouteWorkBody = record({
  order: Type.String({ minLength: 1, maxLength: 128, description: 'Id of the order.' }),
  ...WORK,
})

type WorkTexts = Partial<Pick<Static<typeof CompleteBody>, 'at' | 'startedAt' | 'finishedAt' | 'passes' | 'note'>>

/**
 * Reads a report of the work on an order.
 * @param prefix of the fields' names in problems, such as `routes.2.`.
 * Throws `request-invalid` when a time is in the future, before the order was accepted, or out of order.
 */
export function workOf(order: StoredOrder, body: WorkTexts, nowMs: number, prefix = ''): RouteWork {
  const { at, startedAt, finishedAt, passes = [], note } = body
  if (at !== undefined && finishedAt !== undefined && at !== finishedAt) {
    throw invalidRequest([fieldProblem(`${prefix}at`, say('same-as-finished'), at)])
  }
  const time = (field: string, text: string, earliestMs: number | null) =>
    timeOf(`${prefix}${field}`, text, { earliestMs, nowMs })
  const startedAtMs = startedAt === undefined ? null : time('startedAt', startedAt, order.acceptedAtMs)
  const begunMs = startedAtMs ?? order.startedAtMs
  const end = finishedAt ?? at
  const endField = finishedAt === undefined ? 'at' : 'finishedAt'
  const finishedAtMs = end === undefined ? nowMs : time(endField, end, begunMs)
  if (begunMs !== null && finishedAtMs < begunMs) {
    throw invalidRequest([fieldProblem(`${prefix}startedAt`, say('started-after-end'), String(startedAt))])
  }
  const passesAtMs = passes.map((pass, index) => {
    const passAtMs = time(`passes.${index}.at`, pass.at, begunMs)
    if (passAtMs <= finishedAtMs) return passAtMs
    throw invalidRequest([fieldProblem(`${prefix}passes.${index}.at`, say('pass-after-end'), pass.at)])
  })
  return { orderId: order.id, startedAtMs, finishedAtMs, passesAtMs, note: note ?? null }
}
