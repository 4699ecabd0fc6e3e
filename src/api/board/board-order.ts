import { isDoubt } from '../../criteria/is-doubt.ts'
import { reasonText } from '../../criteria/reason-text.ts'
import type { RouteState } from '../../decide/route-state.ts'
import type { AlarmWhy, PassedOver, Ranking } from '../../dispatch/roster.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Offer } from '../../domain/order.ts'
import type { Contractor } from '../../domain/route.ts'
import { type EpochMs, MINUTE_MS, toIso } from '../../domain/time.ts'
import type { BoardKind } from '../../store/board/list-urgent-orders.ts'
import type { StoredOrder } from '../../store/orders/order-row.ts'
import type { Place } from '../../store/routes/find-places.ts'
import { whyUnknown } from '../public-map.ts'
import { isoOrNull } from '../times.ts'
import { type BoardOrder, type Firm, SEVERITIES, type Sentence, type Severity } from './board-schema.ts'
import { alarmSentence, deadlineSentence, NO_LONGER_NEEDED, passedOverSentence } from './board-words.ts'

/** Answer times shorter than this want somebody at the telephone. */
const ANSWER_SOON_MS = 3 * MINUTE_MS

/** An order of the board with all that is shown beside it. */
export interface Gathered {
  readonly kind: BoardKind
  readonly order: StoredOrder
  readonly place: Place
  readonly offers: readonly Offer[]
  readonly decision: Decision | undefined
  readonly ranking: Ranking | undefined
  readonly alarm: AlarmWhy | undefined
  readonly percent: number | null
}

/** What an order is seen by. */
export interface Light {
  readonly nowMs: EpochMs
  /** How long before its latest start an order is at risk. */
  readonly warnMs: number
  readonly contractors: ReadonlyMap<string, Contractor>
  readonly mayCall: boolean
}

/** An order as the board shows it. Pure. */
export function boardOrder(it: Gathered, state: RouteState | undefined, light: Light): BoardOrder {
  const { order, place, decision } = it
  const { routeId, routeName, roadClass, blockId, blockName, plowMinutes } = place
  const open = it.offers.find((offer) => offer.state === 'open')
  const [next] = it.ranking?.candidates ?? []
  const reasons = decision?.reasons ?? []
  const firm = (id: string, rank: number | null) => firmOf(id, rank, light)
  return {
    kind: it.kind,
    severity: severityOf(it, open, light),
    actBy: isoOrNull(actByMs(order, open)),
    why: whyOf(it),
    doubts: reasons.filter((one) => isDoubt(one.code)).map(sentenceOf),
    orderId: order.id,
    version: order.version,
    level: order.level,
    state: order.state,
    priority: order.priority,
    createdAt: toIso(order.createdAtMs),
    startBy: isoOrNull(order.startByMs),
    finishBy: isoOrNull(order.finishByMs),
    deadlineState: order.deadlineState,
    ...{ routeId, routeName, roadClass, blockId, blockName, plowMinutes },
    condition: conditionOf(state),
    lastPassAt: isoOrNull(state?.treatment.lastPassAtMs ?? null),
    decisionId: order.decisionId,
    criterionId: order.criterionId,
    asked: open === undefined ? null : askedOf(open, firm(open.contractorId, open.rank)),
    crew: order.contractorId === null ? null : firm(order.contractorId, null),
    next: next === undefined ? null : firm(next.contractorId, next.rank),
    passedOver: passedOverOf(it, light),
    askedBefore: it.offers.filter((offer) => offer.state === 'declined' || offer.state === 'expired').length,
    percent: it.percent,
  }
}

/** The most urgent first: by severity, by what runs out first, by priority, by age. */
export function byUrgency(a: BoardOrder, b: BoardOrder): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  if (severity !== 0) return severity
  const [first, second] = [a.actBy ?? '9', b.actBy ?? '9']
  if (first !== second) return first < second ? -1 : 1
  return a.priority - b.priority || (a.orderId < b.orderId ? -1 : 1)
}

function severityOf({ kind, order }: Gathered, open: Offer | undefined, { nowMs, warnMs }: Light): Severity {
  if (kind === 'alarm' || order.deadlineState === 'missed') return 'critical'
  const starts = order.startedAtMs === null && order.startByMs !== null && order.startByMs <= nowMs + warnMs
  if (kind === 'proposal') return starts ? 'critical' : 'serious'
  if (kind === 'late') return 'serious'
  if (kind === 'recall') return 'notice'
  const answersSoon = open !== undefined && open.respondByMs <= nowMs + ANSWER_SOON_MS
  return starts || answersSoon ? 'serious' : 'notice'
}

function actByMs(order: StoredOrder, open: Offer | undefined): EpochMs | null {
  const startByMs = order.startedAtMs === null ? order.startByMs : order.finishByMs
  const times = [startByMs, open?.respondByMs ?? null].filter((it) => it !== null)
  return times.length === 0 ? null : Math.min(...times)
}

function whyOf({ kind, order, decision, alarm }: Gathered): Sentence[] {
  const found: Sentence[] = []
  if (kind === 'alarm' && alarm !== undefined) found.push(alarmSentence(alarm))
  if (kind === 'recall') found.push(NO_LONGER_NEEDED)
  const deadline = deadlineSentence(order.deadlineState)
  if (deadline !== undefined) found.push(deadline)
  if (order.reason !== null) found.push({ ja: order.reason, en: order.reason })
  return [...found, ...(decision?.reasons ?? []).filter((it) => !isDoubt(it.code)).map(sentenceOf)]
}

function sentenceOf(reason: Decision['reasons'][number]): Sentence {
  return { ja: reasonText(reason, 'ja'), en: reasonText(reason, 'en') }
}

function conditionOf(state: RouteState | undefined): BoardOrder['condition'] {
  const observedAt = isoOrNull(state?.observedAtMs ?? null)
  if (state === undefined || state.condition.status === 'unknown') {
    const nothing = { depthCm: null, depthSincePassCm: null, newSnowCm: null, validUntil: null }
    return { status: 'unknown', ...nothing, observedAt, why: whyUnknown(state?.sensors.map((it) => it.status) ?? []) }
  }
  const { depthCm, depthSincePassCm, newSnowCm } = state.condition
  const validUntil = isoOrNull(state.knownUntilMs)
  return { status: 'known', depthCm, depthSincePassCm, newSnowCm, observedAt, validUntil, why: null }
}

function askedOf(offer: Offer, firm: Firm): NonNullable<BoardOrder['asked']> {
  return {
    offerId: offer.id,
    firm,
    createdAt: toIso(offer.createdAtMs),
    respondBy: toIso(offer.respondByMs),
    deliveredAt: isoOrNull(offer.deliveredAtMs),
    readAt: isoOrNull(offer.readAtMs),
  }
}

/** Those who answered or were asked are told of by their number: here is who else there is. */
function passedOverOf({ ranking }: Gathered, light: Light): BoardOrder['passedOver'] {
  const others = (ranking?.passedOver ?? []).filter((it) => it.why !== 'already-asked')
  return others.map((it: PassedOver) => ({ firm: firmOf(it.contractorId, it.rank, light), ...passedOverSentence(it) }))
}

function firmOf(id: string, rank: number | null, { contractors, mayCall }: Light): Firm {
  const known = contractors.get(id)
  return { id, name: known?.name ?? id, phone: mayCall ? (known?.phone ?? null) : null, rank }
}
