import { cityModeText } from '../../criteria/city-mode-text.ts'
import type { RouteState } from '../../decide/route-state.ts'
import type { Silence } from '../../domain/silence.ts'
import { type EpochMs, toIso } from '../../domain/time.ts'
import type { Freshness } from '../../forecast/status.ts'
import type { ApiDeps } from '../deps.ts'
import type { Principal } from '../principal.ts'
import { isoOrNull } from '../times.ts'
import { boardOrder, byUrgency } from './board-order.ts'
import type { Board, BoardSensor } from './board-schema.ts'
import { gather, MESSAGES_SHOWN, type Snapshot } from './gather.ts'
import { quarantinedSensors } from './quarantined.ts'
import {
  countAboveTrigger,
  countUnjudged,
  countUnwatched,
  InForce,
  sensorsInDoubt,
  unknownRoutes,
} from './sensors-in-doubt.ts'

/** Sensors, routes and silences that are named; beyond that their number is told. */
const NAMED = 40

/** What an authority's officers are shown at `nowMs`. */
export async function makeBoard(deps: ApiDeps, principal: Principal, nowMs: EpochMs): Promise<Board> {
  const { authorityId, scopes } = principal
  const snapshot = await gather(deps.db, authorityId, nowMs)
  const states = await statesOf(deps, snapshot)
  const mayCall = scopes.has('contractors:read')
  const light = { nowMs, warnMs: deps.config.dispatch.warnMs, contractors: snapshot.contractors, mayCall }
  const orders = snapshot.orders.map((it) => boardOrder(it, states.get(it.order.routeId), light)).sort(byUrgency)
  const inForce = new InForce(snapshot.rules, authorityId)
  const unread = scopes.has('quarantine:read') ? await quarantinedSensors(deps, authorityId, snapshot.nightFromMs) : []
  const doubted = sensorsInDoubt(snapshot, inForce)
  const named = new Set(doubted.map((it) => it.deviceId))
  const unknown = unknownRoutes(snapshot.judgements, inForce)
  const { kinds, dispatch, standby, crewsWorking } = snapshot.counts
  const toAct = kinds.alarm + kinds.proposal + kinds.late + kinds.recall
  return {
    at: toIso(nowMs),
    timeZone: snapshot.rules.timeZone,
    nightFrom: toIso(snapshot.nightFromMs),
    toAct,
    head: {
      routesAboveTrigger: countAboveTrigger(snapshot.judgements, inForce),
      routesUnknown: unknown.length,
      dispatch: { ...dispatch },
      standby: { ...standby },
      crewsWorking,
      doneThisNight: snapshot.doneThisNight,
      sensors: { ...snapshot.sensors },
    },
    orders: { totals: { ...kinds }, items: orders },
    sensors: {
      ...grouped([...doubted, ...unread.filter((it) => !named.has(it.deviceId))]),
      unwatched: countUnwatched(snapshot, inForce),
    },
    unknownRoutes: {
      total: unknown.length,
      items: unknown.slice(0, NAMED),
      ...countUnjudged(snapshot.sensing, inForce),
    },
    messages: mayCall ? messagesOf(snapshot) : null,
    modes: modesOf(snapshot),
    silences: silencesOf(snapshot.rules.silences),
    forecast: forecastOf(deps, await deps.forecast.freshness()),
    quietSince: toAct + kinds.offer > 0 ? null : isoOrNull(snapshot.lastMovedAtMs),
  }
}

/** Snow now on the routes that are shown: from what sensors last said, which is not in the control database. */
async function statesOf(deps: ApiDeps, { orders }: Snapshot): Promise<ReadonlyMap<string, RouteState | undefined>> {
  const routeIds = [...new Set(orders.map((it) => it.order.routeId))]
  const states = await Promise.all(routeIds.map(async (id) => [id, await deps.routeState(id)] as const))
  return new Map(states)
}

function grouped(sensors: readonly BoardSensor[]): Omit<Board['sensors'], 'unwatched'> {
  const blocks = [...Map.groupBy(sensors, (it) => it.blockId).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    return [{ blockId: first.blockId, blockName: first.blockName, count: group.length }]
  })
  blocks.sort((a, b) => b.count - a.count || (a.blockId < b.blockId ? -1 : 1))
  return { total: sensors.length, blocks, items: sensors.slice(0, NAMED) }
}

function messagesOf({ givenUp, contractors }: Snapshot): NonNullable<Board['messages']> {
  return {
    more: givenUp.length > MESSAGES_SHOWN,
    items: givenUp.slice(0, MESSAGES_SHOWN).map((it) => ({
      deliveryId: it.id,
      type: it.type,
      channel: it.channel,
      contractorId: it.contractorId,
      contractorName: contractors.get(it.contractorId ?? '')?.name ?? null,
      orderId: it.orderId,
      createdAt: toIso(it.createdAtMs),
      error: it.lastError,
    })),
  }
}

function modesOf({ modes }: Snapshot): Board['modes'] {
  return modes.map(({ mode, state }) => ({
    id: mode.id,
    name: mode.name,
    since: toIso(state.sinceMs),
    by: state.by,
    why: state.reasons.map((it) => ({ ja: cityModeText(it, 'ja'), en: cityModeText(it, 'en') })),
  }))
}

function silencesOf(silences: readonly Silence[]): Board['silences'] {
  const items = silences.slice(0, NAMED).map(({ id, target, toMs, reason }) => ({
    id,
    kind: target.kind,
    scope: target.kind === 'device' ? `device:${target.device}` : scopeText(target.scope),
    to: toIso(toMs),
    reason,
  }))
  return { total: silences.length, items }
}

function scopeText(scope: Extract<Silence['target'], { kind: 'scope' }>['scope']): string {
  switch (scope.kind) {
    case 'authority':
      return scope.kind
    case 'road-class':
      return `${scope.kind}:${scope.roadClass}`
    case 'block':
    case 'route':
      return `${scope.kind}:${scope.id}`
  }
}

function forecastOf({ config }: ApiDeps, { cells, staleCells, confirmedAtMs }: Freshness): Board['forecast'] {
  const state = config.forecast.provider === 'none' || cells === 0 ? 'none' : staleCells > 0 ? 'stale' : 'fresh'
  return { state, cells, staleCells, confirmedAt: isoOrNull(confirmedAtMs) }
}
