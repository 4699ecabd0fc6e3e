import { type AuthorityRules, authorityRules } from '../../decide/authority-rules.ts'
import { nextInLine } from '../../dispatch/next-in-line.ts'
import type { AlarmWhy } from '../../dispatch/roster.ts'
import { nightStart } from '../../domain/night.ts'
import type { Contractor } from '../../domain/route.ts'
import type { EpochMs } from '../../domain/time.ts'
import { countDoneSince } from '../../store/board/count-done.ts'
import { countOpen, type OpenCounts } from '../../store/board/count-open.ts'
import { countSensors } from '../../store/board/count-sensors.ts'
import { lastMovedAt } from '../../store/board/last-moved-at.ts'
import { listAlarmReasons } from '../../store/board/list-alarm-reasons.ts'
import { type GivenUp, listGivenUp } from '../../store/board/list-given-up.ts'
import { listStandingJudgements, type StandingJudgement } from '../../store/board/list-judgements.ts'
import { listOrdersOffers } from '../../store/board/list-orders-offers.ts'
import { listSensing, type Sensing } from '../../store/board/list-sensing.ts'
import { listSilentSensors, type SilentSensor } from '../../store/board/list-silent-sensors.ts'
import { listStandingBy } from '../../store/board/list-standing-by.ts'
import { BOARD_KINDS, type BoardKind, listUrgentOrders } from '../../store/board/list-urgent-orders.ts'
import type { SavedCityModeState, StoredCityMode } from '../../store/city-modes/city-mode-row.ts'
import { listCityModeStates } from '../../store/city-modes/list-city-mode-states.ts'
import { listCityModes } from '../../store/city-modes/list-city-modes.ts'
import { listContractors } from '../../store/contractors/list-contractors.ts'
import type { Db, Trx } from '../../store/database.ts'
import { findDecisions } from '../../store/decisions/find-decisions.ts'
import type { StoredOrder } from '../../store/orders/order-row.ts'
import { newestProgress } from '../../store/progress/newest-progress.ts'
import { findPlaces } from '../../store/routes/find-places.ts'
import type { Gathered } from './board-order.ts'

/** Orders of each kind that a board shows; beyond that it tells their number. */
const ORDERS_PER_KIND = 30
/** Messages shown. */
export const MESSAGES_SHOWN = 20

/** Everything the control database says of an authority at one moment. */
export interface Snapshot {
  readonly rules: AuthorityRules
  readonly nightFromMs: EpochMs
  readonly counts: OpenCounts
  readonly doneThisNight: number
  readonly orders: readonly Gathered[]
  readonly contractors: ReadonlyMap<string, Contractor>
  readonly judgements: readonly StandingJudgement[]
  readonly silent: readonly SilentSensor[]
  readonly sensors: { readonly total: number; readonly heard: number }
  readonly sensing: readonly Sensing[]
  /** One more than MESSAGES_SHOWN: there are more. */
  readonly givenUp: readonly GivenUp[]
  readonly modes: readonly { readonly mode: StoredCityMode; readonly state: SavedCityModeState }[]
  readonly lastMovedAtMs: EpochMs | null
}

/** Reads all of it in one transaction, so that no order is in two places or in none. */
export async function gather(db: Db, authorityId: string, nowMs: EpochMs): Promise<Snapshot> {
  return db.transaction().execute(async (trx) => {
    const rules = await authorityRules(trx, authorityId, nowMs)
    const nightFromMs = nightStart(nowMs, rules.timeZone)
    const contractors = new Map((await listContractors(trx, { authorityId })).map((it) => [it.id, it]))
    const query = { authorityId, sinceMs: nightFromMs, limit: MESSAGES_SHOWN + 1 }
    return {
      rules,
      nightFromMs,
      counts: await countOpen(trx, authorityId),
      doneThisNight: await countDoneSince(trx, authorityId, nightFromMs),
      orders: await gatherOrders(trx, { authorityId, timeZone: rules.timeZone, contractors, nowMs }),
      contractors,
      judgements: await listStandingJudgements(trx, authorityId),
      silent: await listSilentSensors(trx, authorityId),
      sensors: await countSensors(trx, authorityId),
      sensing: await listSensing(trx, authorityId),
      givenUp: await listGivenUp(trx, query),
      modes: await activeModes(trx, authorityId),
      lastMovedAtMs: await lastMovedAt(trx, authorityId),
    }
  })
}

interface Of {
  readonly authorityId: string
  readonly timeZone: string
  readonly contractors: ReadonlyMap<string, Contractor>
  readonly nowMs: EpochMs
}

async function gatherOrders(trx: Trx, { authorityId, timeZone, contractors, nowMs }: Of): Promise<Gathered[]> {
  const found: { kind: BoardKind; order: StoredOrder }[] = []
  for (const kind of BOARD_KINDS) {
    const orders = await listUrgentOrders(trx, { authorityId, kind, limit: ORDERS_PER_KIND })
    found.push(...orders.map((order) => ({ kind, order })))
  }
  const orders = found.map((it) => it.order)
  const ids = orders.map((it) => it.id)
  const routeIds = orders.map((it) => it.routeId)
  const places = await findPlaces(trx, routeIds)
  const offers = await listOrdersOffers(trx, ids)
  const standingBy = await listStandingBy(trx, routeIds)
  const capacities = new Map([...contractors.values()].map((it) => [it.id, it.capacity]))
  const routes = new Map([...places.values()].map((it) => [it.routeId, { id: it.routeId, blockId: it.blockId }]))
  const waiting = orders.filter((it) => it.state === 'proposed' || it.state === 'requested')
  const inLine = { authorityId, timeZone, orders: waiting, routes, offers, capacities, standingBy, nowMs }
  const rankings = await nextInLine(trx, inLine)
  const decisions = await findDecisions(
    trx,
    orders.flatMap((it) => it.decisionId ?? []),
  )
  const alarms = await listAlarmReasons(
    trx,
    found.flatMap((it) => (it.kind === 'alarm' ? [it.order.id] : [])),
  )
  const progress = await newestProgress(trx, ids)
  return found.flatMap(({ kind, order }) => {
    const place = places.get(order.routeId)
    if (place === undefined) return []
    return {
      kind,
      order,
      place,
      offers: offers.filter((it) => it.orderId === order.id),
      decision: decisions.get(order.decisionId ?? ''),
      ranking: rankings.get(order.id),
      alarm: alarms.get(order.id) as AlarmWhy | undefined,
      percent: progress.get(order.id)?.percent ?? null,
    }
  })
}

async function activeModes(trx: Trx, authorityId: string): Promise<Snapshot['modes']> {
  const states = await listCityModeStates(trx, authorityId)
  return (await listCityModes(trx, { authorityId })).flatMap((mode) => {
    const state = states.get(mode.id)
    return state?.active ? [{ mode, state }] : []
  })
}
