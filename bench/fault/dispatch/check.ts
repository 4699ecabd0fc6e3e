import { toIso } from '../../../src/domain/time.ts'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { type JournalEvent, listEvents } from '../../../src/store/events/list-events.ts'
import { verifyChain } from '../../../src/store/events/verify-chain.ts'
import { type EscalationErrors, escalationErrors } from './escalation-errors.ts'
import { doubledIn } from './history.ts'
import type { Ledger } from './ledger.ts'
import type { Life } from './lives.ts'
import type { Town } from './town.ts'

const EVENTS_PER_PAGE = 1000

export interface Findings {
  readonly orders: number
  readonly deliveries: number
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly undelivered: readonly string[]
  /** null: every link of the audit chain holds. */
  readonly auditBreak: string | null
  readonly escalation: EscalationErrors
}

/** Holds what the service has stored, being down, against what the world outside knows. */
export async function check(dataDir: string, town: Town, ledger: Ledger, lives: readonly Life[]): Promise<Findings> {
  const db = await openDatabase(dataDir)
  try {
    const events = await allEvents(db)
    const orders = await db.selectFrom('orders').selectAll().execute()
    const deliveries = await db.selectFrom('deliveries').select('id').execute()
    const { broken } = await verifyChain(db)
    return {
      orders: orders.length,
      deliveries: deliveries.length,
      lost: [...(await lostDecisions(db, town, ledger)), ...(await stuck(db)), ...(await forgotten(db, ledger))],
      doubled: [...doubledIn(events), ...(await doublePasses(db))],
      undelivered: await undelivered(db, ledger, events),
      auditBreak: broken === null ? null : JSON.stringify(broken),
      escalation: escalationErrors(await expiries(db, events), lives),
    }
  } finally {
    await db.destroy()
  }
}

async function allEvents(db: Db): Promise<JournalEvent[]> {
  const all: JournalEvent[] = []
  for (;;) {
    const afterId = all.at(-1)?.id
    const page = await listEvents(db, { limit: EVENTS_PER_PAGE, ...(afterId === undefined ? {} : { afterId }) })
    all.push(...page)
    if (page.length < EVENTS_PER_PAGE) return all
  }
}

/** Every decision to call has its order, and every crossing that was acknowledged has led to one. */
async function lostDecisions(db: Db, town: Town, ledger: Ledger): Promise<string[]> {
  const fired = await db
    .selectFrom('decisions')
    .leftJoin('orders', 'orders.id', 'decisions.order_id')
    .select(['decisions.id', 'decisions.route_id', 'orders.id as order_id'])
    .where('decisions.result', '=', 'fire')
    .execute()
  const judged = await db.selectFrom('decisions').select(['route_id', 'at', 'level', 'result']).orderBy('at').execute()
  const without = fired.filter((it) => it.order_id === null).map((it) => `decision ${it.id} has no order`)
  const missed = town.routes.flatMap((route) => {
    const calls = fired.filter((it) => it.route_id === route).length
    const crossings = ledger.crossings(route)
    if (calls >= crossings) return []
    const said = judged.filter((it) => it.route_id === route).map((it) => `${toIso(it.at)} ${it.level} ${it.result}`)
    const why = `episodes ${ledger.episodesText(route)}; decisions ${said.join(', ')}`
    return [`${route} crossed ${crossings} times and was called for ${calls} times: ${why}`]
  })
  return [...without, ...missed]
}

/** An order that asks for contractors is being offered to one, or the officer has been called. */
async function stuck(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('orders')
    .select('id')
    .where('state', '=', 'requested')
    .where('alarm_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('offers')
            .select('offers.id')
            .whereRef('offers.order_id', '=', 'orders.id')
            .where('offers.state', '=', 'open'),
        ),
      ),
    )
    .execute()
  return rows.map((it) => `order ${it.id} is requested of nobody and no officer was called`)
}

/** What the service said yes to is still so. */
async function forgotten(db: Db, ledger: Ledger): Promise<string[]> {
  const orders = await db.selectFrom('orders').select(['id', 'state', 'contractor_id']).execute()
  const byId = new Map(orders.map((it) => [it.id, it]))
  const passes = new Set((await db.selectFrom('passes').select('order_id').execute()).map((it) => it.order_id))
  const accepted = [...ledger.accepted].flatMap(([orderId, who]) =>
    [...who]
      .filter((it) => byId.get(orderId)?.contractor_id !== it)
      .map((it) => `order ${orderId} was given to ${it}, and is ${byId.get(orderId)?.contractor_id ?? 'nobody'}'s`),
  )
  const completed = [...ledger.completed]
    .filter((it) => byId.get(it)?.state !== 'completed' || !passes.has(it))
    .map((it) => `order ${it} was reported as done, and is ${byId.get(it)?.state ?? 'nowhere'}`)
  return [...accepted, ...completed]
}

async function doublePasses(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('passes')
    .select(['order_id', ({ fn }) => fn.countAll<number>().as('times')])
    .where('order_id', 'is not', null)
    .groupBy('order_id')
    .execute()
  return rows.filter((it) => Number(it.times) > 1).map((it) => `order ${it.order_id} has ${it.times} passes`)
}

/**
 * A delivery has arrived, or what it told of went on without it and somebody was told why: its offer escalated, or its
 * endpoint was switched off.
 */
async function undelivered(db: Db, ledger: Ledger, events: readonly JournalEvent[]): Promise<string[]> {
  const off = new Set(events.filter((it) => it.type === 'contractor.webhook-disabled').map((it) => it.subject))
  const rows = await db
    .selectFrom('deliveries')
    .leftJoin('offers', 'offers.id', 'deliveries.offer_id')
    .select(['deliveries.id', 'deliveries.type', 'deliveries.state', 'deliveries.contractor_id'])
    .select('offers.state as offer_state')
    .where('deliveries.contractor_id', 'is not', null)
    .execute()
  return rows.flatMap((it) => {
    if (it.state === 'delivered')
      return ledger.has(it.id) ? [] : [`delivery ${it.id} counts as delivered and never arrived`]
    const movedOn = it.offer_state !== null && it.offer_state !== 'open'
    if (it.state === 'disabled' && off.has(it.contractor_id ?? '') && (it.type !== 'offer.created' || movedOn))
      return []
    if (it.state === 'failed' && it.type === 'offer.created' && movedOn) return []
    return [`delivery ${it.id} (${it.type} to ${it.contractor_id}) is ${it.state}`]
  })
}

async function expiries(db: Db, events: readonly JournalEvent[]) {
  const offers = await db.selectFrom('offers').select(['id', 'respond_by_at']).execute()
  const dueMs = new Map(offers.map((it) => [it.id, it.respond_by_at]))
  return events
    .filter((it) => it.type === 'offer.expired')
    .map((it) => ({ respondByMs: dueMs.get(it.subject) ?? Number.NaN, expiredAtMs: it.atMs }))
}
