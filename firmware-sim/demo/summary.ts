import type { Order } from '../../src/domain/order.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { listDecisions } from '../../src/store/decisions/list-decisions.ts'
import { listDeliveries } from '../../src/store/deliveries/list-deliveries.ts'
import { listEvents } from '../../src/store/events/list-events.ts'
import { listRuns } from '../../src/store/forecasts/list-runs.ts'
import { listOffers } from '../../src/store/offers/list-offers.ts'
import { listOrders } from '../../src/store/orders/list-orders.ts'
import type { Demo } from './setup.ts'

/** What the night came to, measured on the stores when nothing is under way. */
export interface Summary {
  readonly readings: number
  readonly decisions: number
  readonly orders: readonly Order[]
  /** Orders that an officer had to approve. */
  readonly proposed: number
  readonly accepted: number
  readonly completed: number
  /** Mean time from offer to acceptance, minutes; null when nothing was accepted. */
  readonly answerMin: number | null
  /** Dispatches whose deadline has passed, withdrawn ones left out, and those completed by then. */
  readonly deadlines: { readonly met: number; readonly of: number }
  readonly webhooksVerified: number
  readonly acked: number
  readonly quarantined: number
  readonly duplicates: number
  /** Runs of the weather model that were received, each cell's counted. */
  readonly forecastRuns: number
  /** Predictions of routes that the service made when asked. */
  readonly predictions: number
  /** Everything that should be there and is not, one line each; empty is the promise. */
  readonly losses: readonly string[]
  /** What contractors, officer and viewer were refused. */
  readonly troubles: readonly string[]
}

const ALL = { limit: Number.MAX_SAFE_INTEGER }

/** Counts up the night. Call when fleet and service are settled and simulated time stands still. */
export async function summarise(demo: Demo): Promise<Summary> {
  const { service, fleet, ledger, devices, contractors, places, officer, outlook } = demo
  const { db, readings } = service
  const orders = await listOrders(db, ALL)
  const offers = await listOffers(db, ALL)
  const balance = await ledger.balance(readings, devices)
  const stats = places.contractors.map(({ id }) => ({ id, ...contractors.statsOf(id) }))
  const answers = offers.flatMap((it) =>
    it.state === 'accepted' && it.answeredAtMs !== null ? [(it.answeredAtMs - it.createdAtMs) / MINUTE_MS] : [],
  )
  const { dropped } = fleet.stats()
  return {
    readings: balance.readings,
    decisions: (await listDecisions(db, ALL)).length,
    orders,
    proposed: await countProposed(demo),
    accepted: orders.filter((it) => it.acceptedAtMs !== null).length,
    completed: orders.filter((it) => it.state === 'completed').length,
    answerMin: answers.length === 0 ? null : answers.reduce((a, b) => a + b, 0) / answers.length,
    deadlines: deadlinesOf(orders, service.clock.now()),
    webhooksVerified: stats.reduce((total, it) => total + it.verified, 0),
    acked: balance.acked,
    quarantined: balance.quarantined,
    duplicates: balance.duplicates.length,
    forecastRuns: (await listRuns(db, { ...ALL, fromMs: 0, toMs: service.clock.now() + 1 })).length,
    predictions: outlook.predictions,
    losses: [
      ...balance.missing.map((it) => `reading ${it} was acknowledged and is not stored`),
      ...(dropped > 0 ? [`${dropped} readings did not fit into a sensor's buffer`] : []),
      ...(await lostNotices(demo, orders)),
    ],
    troubles: [
      ...stats.flatMap((it) => it.errors.map((error) => `${it.id}: ${error}`)),
      ...officer.errors,
      ...outlook.errors,
    ],
  }
}

async function countProposed({ service }: Demo): Promise<number> {
  const events = await listEvents(service.db, ALL)
  return events.filter((it) => it.type === 'order.proposed').length
}

/** Orders nobody was asked for, offers nobody was told of, and webhooks of which nothing came. */
async function lostNotices({ service }: Demo, orders: readonly Order[]): Promise<string[]> {
  const offers = await listOffers(service.db, ALL)
  const deliveries = await listDeliveries(service.db, ALL)
  const told = new Set(deliveries.filter((it) => it.type === 'offer.created').map((it) => it.offerId))
  const asked = new Set(offers.map((it) => it.orderId))
  return [
    ...orders
      .filter((it) => it.requestedAtMs !== null && it.alarmAtMs === null && !asked.has(it.id))
      .map((it) => `order ${it.id} is ${it.state} and nobody was asked`),
    ...offers.filter((it) => !told.has(it.id)).map((it) => `offer ${it.id} has no webhook`),
    ...deliveries
      .filter((it) => it.state !== 'delivered' && it.state !== 'failed')
      .map((it) => `webhook ${it.id} (${it.type}) is still ${it.state}`),
  ]
}

function deadlinesOf(orders: readonly Order[], nowMs: number): { met: number; of: number } {
  const due = orders.flatMap(({ level, state, completedAtMs, finishByMs }) =>
    level === 'dispatch' && finishByMs !== null && finishByMs <= nowMs && state !== 'withdrawn' && state !== 'rejected'
      ? [completedAtMs !== null && completedAtMs <= finishByMs]
      : [],
  )
  return { met: due.filter((it) => it).length, of: due.length }
}

/** The one JSON object of `--once`. */
export function resultOf(summary: Summary, seconds: number): Readonly<Record<string, number>> {
  const { readings, decisions, orders, accepted, completed, webhooksVerified, losses } = summary
  const { acked, quarantined, duplicates, proposed, forecastRuns, predictions } = summary
  return {
    readings,
    decisions,
    orders: orders.length,
    accepted,
    completed,
    webhooksVerified,
    lost: losses.length,
    acked,
    quarantined,
    duplicates,
    proposed,
    standby: orders.filter((it) => it.level === 'standby').length,
    forecastRuns,
    predictions,
    seconds: Number(seconds.toFixed(1)),
  }
}

/** Why the night was not as it should be; empty when an order went all the way and nothing was lost. */
export function failuresOf(summary: Summary): string[] {
  const { orders, losses, duplicates, forecastRuns, predictions, troubles } = summary
  const wholeWay = orders.some((it) => it.requestedAtMs !== null && it.state === 'completed')
  return [
    ...losses,
    ...(duplicates > 0 ? [`${duplicates} readings are stored more than once`] : []),
    ...(forecastRuns > 0 ? [] : ['no forecast was received']),
    ...(predictions > 0 ? [] : ['nothing was predicted']),
    ...(wholeWay ? [] : ['no order went from requested to completed', ...troubles]),
  ]
}
