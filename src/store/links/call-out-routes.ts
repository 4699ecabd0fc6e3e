import type { Level } from '../../domain/criterion.ts'
import type { Reason } from '../../domain/decision.ts'
import type { OfferState, OrderState } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'

/** One route of a call-out: what is asked there, why, and how it stands. */
export interface CallOutRoute {
  readonly offerId: string
  readonly offerState: OfferState
  readonly respondByMs: EpochMs
  readonly readAtMs: EpochMs | null
  readonly orderId: string
  readonly orderState: OrderState
  readonly level: Level
  readonly name: string
  readonly lengthM: number
  readonly plowMinutes: number
  readonly startByMs: EpochMs | null
  readonly finishByMs: EpochMs | null
  /** Why a rule asks; empty for a person's order. */
  readonly reasons: readonly Reason[]
  /** Why a person asks; null: a rule does. */
  readonly orderReason: string | null
}

/** Which offers: a call-out's, or a single one that belongs to none. */
export type OfferScope = { readonly callOutId: string } | { readonly offerId: string }

/** The routes a contractor is asked for, in the order in which they are to be served. */
export async function callOutRoutes(db: Db | Trx, scope: OfferScope): Promise<CallOutRoute[]> {
  return (await rowsOf(db, scope)).map(toCallOutRoute)
}

function rowsOf(db: Db | Trx, scope: OfferScope) {
  return db
    .selectFrom('offers')
    .innerJoin('orders', 'orders.id', 'offers.order_id')
    .innerJoin('routes', 'routes.id', 'orders.route_id')
    .leftJoin('decisions', 'decisions.id', 'orders.decision_id')
    .select([
      'offers.id as offer_id',
      'offers.state as offer_state',
      'offers.respond_by_at',
      'offers.read_at',
      'orders.id as order_id',
      'orders.state as order_state',
      'orders.level',
      'orders.start_by_at',
      'orders.finish_by_at',
      'orders.reason as order_reason',
      'routes.name',
      'routes.length_m',
      'routes.plow_minutes',
      'decisions.reasons_json',
    ])
    .where(
      'callOutId' in scope ? 'offers.call_out_id' : 'offers.id',
      '=',
      'callOutId' in scope ? scope.callOutId : scope.offerId,
    )
    .orderBy('orders.priority')
    .orderBy((eb) => eb.fn.coalesce('orders.start_by_at', eb.val(Number.MAX_SAFE_INTEGER)))
    .orderBy('offers.id')
    .execute()
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number]

function toCallOutRoute(row: Row): CallOutRoute {
  return {
    offerId: row.offer_id,
    offerState: row.offer_state as OfferState,
    respondByMs: row.respond_by_at,
    readAtMs: row.read_at,
    orderId: row.order_id,
    orderState: row.order_state as OrderState,
    level: row.level as Level,
    name: row.name,
    lengthM: row.length_m,
    plowMinutes: row.plow_minutes,
    startByMs: row.start_by_at,
    finishByMs: row.finish_by_at,
    reasons: row.reasons_json === null ? [] : (JSON.parse(row.reasons_json) as Reason[]),
    orderReason: row.order_reason,
  }
}
