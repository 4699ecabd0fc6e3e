import { ApiProblem, apiGet, apiSend } from '../../shared/api-client.ts'
import { renewPaths } from '../../shared/queries.ts'
import { noteGone } from './gone.tsx'
import type { Order, Subject } from './order.ts'

/** What is shown elsewhere of orders changes with each command; events say so too, but the answer is here already. */
const FAMILIES = /^\/api\/v1\/(board|orders|offers|call-outs|deliveries|decisions)\b/

/** Commands of one order by name: approve, reject, withdraw, offer, reoffer, deadline, start, complete. */
export type OrderCommand = 'approve' | 'reject' | 'withdraw' | 'offer' | 'reoffer' | 'deadline' | 'start' | 'complete'

/**
 * Sends a command of an order. Where somebody else was faster, that is told where it is not swept away with what was
 * pressed. @throws {ApiProblem}
 */
export function sendCommand(
  subject: Subject,
  command: OrderCommand,
  body: object,
  idempotencyKey: string,
): Promise<void> {
  const path = `/api/v1/orders/${encodeURIComponent(subject.orderId)}/${command}`
  return send(subject, path, body, idempotencyKey)
}

/** Writes down what a contractor answered by telephone. @throws {ApiProblem} */
export function recordAnswer(
  subject: Subject,
  offerId: string,
  body: { readonly answer: 'accepted' | 'declined'; readonly reason: string },
  idempotencyKey: string,
): Promise<void> {
  return send(subject, `/api/v1/offers/${encodeURIComponent(offerId)}/record-answer`, body, idempotencyKey)
}

async function send(subject: Subject, path: string, body: object, idempotencyKey: string): Promise<void> {
  try {
    await apiSend('POST', path, body, { idempotencyKey })
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 409) await tellGone(subject)
    throw error
  } finally {
    renewOrders()
  }
}

async function tellGone(subject: Subject): Promise<void> {
  try {
    const order = await apiGet<Order>(`/api/v1/orders/${encodeURIComponent(subject.orderId)}`)
    noteGone({ ...subject, state: order.state })
  } catch {
    // the refusal itself is shown where it was pressed
  }
}

/** Asks anew for everything that shows orders. */
export function renewOrders(): void {
  void renewPaths(FAMILIES)
}
