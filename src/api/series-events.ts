import { reasonText } from '../criteria/reason-text.ts'
import { authorityRules } from '../decide/authority-rules.ts'
import type { SensorTrace } from '../decide/sensor-trace.ts'
import { type Criterion, criteriaInForce, inScope, type PlainRule, plainRules } from '../domain/criterion.ts'
import type { Decision } from '../domain/decision.ts'
import type { Order } from '../domain/order.ts'
import type { Route } from '../domain/route.ts'
import type { Silence } from '../domain/silence.ts'
import { DAY_MS, type EpochMs, toIso } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { listDecisions } from '../store/decisions/list-decisions.ts'
import { listOrders } from '../store/orders/list-orders.ts'
import { listPassesWithin } from '../store/passes/list-passes.ts'
import { listSilences } from '../store/silences/list-silences.ts'
import type { Principal } from './principal.ts'
import type { Span } from './series-sensor.ts'
import type { LineView, SeriesEvents } from './series-view.ts'
import { isoOrNull } from './times.ts'

/** Events of a kind in one answer, the newest: more would hide each other on any screen. */
const MAX_EVENTS = 500
/** An order raised so long before the span may still move within it. */
const ORDER_LIFE_MS = 3 * DAY_MS

/** What happened on a route in a span, as far as the caller may know it; without a route only silences of devices. */
export async function seriesEvents(
  db: Db,
  about: {
    readonly route: Route | undefined
    readonly devices: ReadonlySet<string>
    readonly traces: readonly SensorTrace[]
  },
  span: Span,
  principal: Principal,
  nowMs: EpochMs,
): Promise<SeriesEvents> {
  const { route } = about
  const may = (scope: 'orders:read' | 'decisions:read' | 'silences:read' | 'criteria:read') =>
    principal.scopes.has(scope)
  return {
    passes: await passesOf(db, route, about.traces, span),
    orders: may('orders:read') ? await ordersOf(db, route, span) : null,
    decisions: may('decisions:read') ? await decisionsOf(db, route, span) : null,
    silences: may('silences:read') ? await silencesOf(db, principal.authorityId, about, span) : null,
    lines: may('criteria:read') ? await linesOf(db, route, nowMs) : null,
  }
}

async function passesOf(db: Db, route: Route | undefined, traces: readonly SensorTrace[], span: Span) {
  const reported = route === undefined ? [] : await listPassesWithin(db, route.id, { ...span, limit: MAX_EVENTS })
  const seen = traces.flatMap(({ device, passes }) => passes.map(({ atMs }) => ({ atMs, device })))
  return [
    ...reported.map(({ atMs, source, orderId }) => ({ atMs, source, device: null, orderId })),
    ...seen.map(({ atMs, device }) => ({ atMs, source: 'step-down', device, orderId: null }) as const),
  ]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, ...rest }) => ({ at: toIso(atMs), ...rest }))
}

async function ordersOf(db: Db, route: Route | undefined, { fromMs, toMs }: Span) {
  if (route === undefined) return []
  const orders = await listOrders(db, { routeId: route.id, sinceMs: fromMs - ORDER_LIFE_MS, limit: MAX_EVENTS })
  const moves = (it: Order) => [it.createdAtMs, it.requestedAtMs, it.startedAtMs, it.completedAtMs, it.closedAtMs]
  return orders
    .filter((order) => moves(order).some((atMs) => atMs !== null && atMs >= fromMs && atMs < toMs))
    .map((it) => ({
      id: it.id,
      level: it.level,
      state: it.state,
      createdAt: toIso(it.createdAtMs),
      requestedAt: isoOrNull(it.requestedAtMs),
      acceptedAt: isoOrNull(it.acceptedAtMs),
      startedAt: isoOrNull(it.startedAtMs),
      completedAt: isoOrNull(it.completedAtMs),
      closedAt: isoOrNull(it.closedAtMs),
      finishBy: isoOrNull(it.finishByMs),
    }))
    .toReversed()
}

async function decisionsOf(db: Db, route: Route | undefined, span: Span) {
  if (route === undefined) return []
  const filter = { routeId: route.id, ...span, results: ['fire', 'release'], limit: MAX_EVENTS } as const
  return (await listDecisions(db, filter)).toReversed().map((it) => ({
    id: it.id,
    at: toIso(it.atMs),
    result: it.result === 'release' ? ('release' as const) : ('fire' as const),
    level: it.level,
    criterionId: it.criterionId,
    criterionVersion: it.criterionVersion,
    orderId: it.orderId,
    text: { ja: reasonsText(it, 'ja'), en: reasonsText(it, 'en') },
  }))
}

function reasonsText({ reasons }: Decision, language: 'ja' | 'en'): string {
  return reasons.map((it) => reasonText(it, language)).join(language === 'ja' ? '、' : '; ')
}

async function silencesOf(
  db: Db,
  authorityId: string,
  { route, devices }: { readonly route: Route | undefined; readonly devices: ReadonlySet<string> },
  span: Span,
) {
  const all = await listSilences(db, { authorityId, within: span, limit: MAX_EVENTS })
  const concerns = ({ target }: Silence) =>
    target.kind === 'device' ? devices.has(target.device) : route !== undefined && inScope(target.scope, route)
  return all
    .filter(concerns)
    .toReversed()
    .map(({ id, target, fromMs, toMs, endedAtMs, reason }) => ({
      id,
      kind: target.kind === 'device' ? ('maintenance' as const) : ('silence' as const),
      device: target.kind === 'device' ? target.device : null,
      from: toIso(fromMs),
      to: toIso(Math.min(toMs, endedAtMs ?? toMs)),
      reason,
    }))
}

async function linesOf(db: Db, route: Route | undefined, nowMs: EpochMs): Promise<LineView[]> {
  if (route === undefined) return []
  const { criteria, activeModes } = await authorityRules(db, route.authorityId, nowMs)
  return criteriaInForce(criteria, route, activeModes).flatMap((one) =>
    plainRules(one.rule).flatMap((rule) => lineOf(one, rule) ?? []),
  )
}

/** A rule on snowfall, its rate, or what is still to come has no level on the axis of depths. */
function lineOf(criterion: Criterion, rule: PlainRule): LineView | null {
  const { id: criterionId, version: criterionVersion, name, mode, level } = criterion
  const of = { criterionId, criterionVersion, name, mode, level }
  switch (rule.kind) {
    case 'snowfall':
    case 'rate':
      return null
    case 'threshold': {
      const { kind, measure, triggerCm, releaseCm } = rule
      return { ...of, kind, measure, triggerCm, releaseCm, by: null, quantile: null, probability: null }
    }
    case 'forecast': {
      const { kind, measure, triggerCm, releaseCm, by, quantile } = rule
      if (rule.quantity === 'added') return null
      return { ...of, kind, measure, triggerCm, releaseCm, by, quantile, probability: null }
    }
    case 'probability': {
      const { kind, measure, triggerCm, by, probability } = rule
      return { ...of, kind, measure, triggerCm, releaseCm: null, by, quantile: null, probability }
    }
  }
}
