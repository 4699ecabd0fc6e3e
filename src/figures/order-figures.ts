import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { SECOND_MS } from '../domain/time.ts'
import { findCursor } from '../store/cursors/find-cursor.ts'
import { saveCursor } from '../store/cursors/save-cursor.ts'
import type { Db } from '../store/database.ts'
import { type JournalEvent, listEvents } from '../store/events/list-events.ts'
import { ordersWithRoutes } from '../store/orders/orders-with-routes.ts'
import type { InfluxClient } from '../store/readings/influx/client.ts'
import { deliver, type Letter } from '../store/readings/influx/deliver.ts'
import { orderLine, orderStep } from './order-line.ts'
import { Retrying } from './retrying.ts'

/** How far the journal has been forwarded. */
const ORDER_CURSOR = 'influx-orders'
/** Events looked at in one request. */
const BATCH_EVENTS = 500
/** How often the journal is looked at unasked. */
const MAX_SLEEP_MS = 10 * SECOND_MS

export interface OrderFiguresDeps {
  readonly db: Db
  readonly client: InfluxClient
  readonly clock: Clock
  readonly log: Logger
}

interface StepLetter extends Letter {
  readonly event: JournalEvent
}

/**
 * Carries the steps of orders to InfluxDB, in order, at least once. The journal, which only grows, is the spool: a cursor
 * in the control database says how far it was delivered, so that an outage or a crash loses nothing.
 */
export function startOrderFigures(deps: OrderFiguresDeps): Retrying {
  const { clock, log } = deps
  const send = async () => {
    while (await forwardBatch(deps));
  }
  return new Retrying({ name: 'orders', clock, log, maxSleepMs: MAX_SLEEP_MS, send })
}

/** Without InfluxDB nothing is forwarded; once there is one again, it gets everything. */
export async function forgetOrderFigures(db: Db): Promise<void> {
  if ((await findCursor(db, ORDER_CURSOR)) === 0) return
  await db.transaction().execute((trx) => saveCursor(trx, ORDER_CURSOR, 0))
}

/** Events of the journal that have not been forwarded yet. */
export async function waitingEvents(db: Db): Promise<number> {
  const { newest } = await db
    .selectFrom('events')
    .select(({ fn }) => fn.max<number | null>('id').as('newest'))
    .executeTakeFirstOrThrow()
  return Math.max(0, Number(newest ?? 0) - (await findCursor(db, ORDER_CURSOR)))
}

/** @returns whether more may wait. */
async function forwardBatch({ db, client, log }: OrderFiguresDeps): Promise<boolean> {
  const afterId = await findCursor(db, ORDER_CURSOR)
  const events = await listEvents(db, { afterId, limit: BATCH_EVENTS })
  const last = events.at(-1)
  if (last === undefined) return false
  const bury = ({ id, type, subject }: JournalEvent, reason: string) =>
    log.error({ event: id, type, order: subject, reason }, 'InfluxDB will not take a step of an order')
  await deliver(client, await letters(db, events, bury), {
    bury: ({ event }, reason) => bury(event, reason),
    expired: ({ length }, answer) => log.warn({ steps: length, answer }, 'InfluxDB no longer keeps steps this old'),
  })
  await db.transaction().execute((trx) => saveCursor(trx, ORDER_CURSOR, last.id))
  return events.length === BATCH_EVENTS
}

async function letters(
  db: Db,
  events: readonly JournalEvent[],
  bury: (event: JournalEvent, reason: string) => void,
): Promise<StepLetter[]> {
  const steps = events.flatMap((event) => {
    const step = orderStep(event)
    return step === undefined ? [] : [{ event, step }]
  })
  const found = await ordersWithRoutes(db, [...new Set(steps.map((it) => it.event.subject))])
  const orders = new Map(found.map((it) => [it.order.id, it]))
  return steps.flatMap(({ event, step }) => {
    const order = orders.get(event.subject)
    if (order === undefined) return []
    try {
      return [{ event, line: orderLine(event, step, order) }]
    } catch (error) {
      bury(event, error instanceof Error ? error.message : String(error))
      return []
    }
  })
}
