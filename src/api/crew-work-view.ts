import { type Static, Type } from 'typebox'
import { reasonText } from '../criteria/reason-text.ts'
import { requireCallOut } from '../dispatch/call-outs.ts'
import type { Reason } from '../domain/decision.ts'
import { DECLINE_CODES } from '../domain/decline.ts'
import { type CallOut, DEADLINE_STATES, type Offer } from '../domain/order.ts'
import type { Progress } from '../domain/progress.ts'
import { type EpochMs, toIso } from '../domain/time.ts'
import { findAuthority } from '../store/authorities/find-authority.ts'
import type { CallOutItem } from '../store/call-outs/call-out-items.ts'
import { findContractor } from '../store/contractors/find-contractor.ts'
import type { Db } from '../store/database.ts'
import type { StoredOrder } from '../store/orders/order-row.ts'
import { newestProgress } from '../store/progress/newest-progress.ts'
import { type CrewPlace, crewPlaces } from '../store/work/crew-places.ts'
import { reasonsOfDecisions } from '../store/work/reasons-of-decisions.ts'
import { LEVELS } from './order-view.ts'
import { GeometrySchema } from './routes.ts'
import { nullableNumber, nullableText, nullableTime, oneOf, record, Time } from './schema.ts'
import { isoOrNull } from './times.ts'

/** How one route of a call-out stands for the firm that was asked: what became of its offer, and then of its work. */
const WORK_STATES = ['asked', 'declined', 'expired', 'withdrawn', 'accepted', 'started', 'completed'] as const
export type WorkState = (typeof WORK_STATES)[number]

const WorkRouteSchema = record({
  offerId: Type.String(),
  orderId: Type.String(),
  state: oneOf(WORK_STATES, '`withdrawn`: the authority took it back, from the offer or from the work.'),
  level: oneOf(LEVELS),
  respondBy: Time,
  routeId: Type.String(),
  name: Type.String(),
  block: Type.String({ description: 'Name of its block (工区).' }),
  lengthM: Type.Number(),
  plowMinutes: Type.Number(),
  geometry: GeometrySchema,
  startBy: nullableTime('Latest start that still makes `finishBy`.'),
  finishBy: nullableTime(),
  deadlineState: oneOf(DEADLINE_STATES),
  acceptedAt: nullableTime(),
  startedAt: nullableTime(),
  completedAt: nullableTime(),
  declineCode: Type.Union([oneOf(DECLINE_CODES), Type.Null()]),
  why: Type.Array(record({ ja: Type.String(), en: Type.String() }), {
    description: 'Why it is asked: the reasons of the criterion, or the words of a person, the same in both.',
  }),
  progress: Type.Union([record({ at: Time, percent: nullableNumber(), note: nullableText() }), Type.Null()], {
    description: 'What the crew reported last.',
  }),
})

const WorkCallOutSchema = record({
  id: Type.String(),
  level: oneOf(LEVELS),
  createdAt: Time,
  routes: Type.Array(WorkRouteSchema, { description: 'In the order in which they are to be served.' }),
})

export const CrewWorkSchema = record(
  {
    asOf: Time,
    authority: record({ id: Type.String(), name: Type.String(), timeZone: Type.String() }),
    contractor: record({ id: Type.String(), name: Type.String() }),
    callOuts: Type.Array(WorkCallOutSchema, { description: 'Newest first.' }),
  },
  { $id: 'CrewWork', description: 'What a firm is asked for and has to do: all that a crew needs, in one answer.' },
)
export type CrewWork = Static<typeof CrewWorkSchema>

/** What these call-outs of one firm ask for, and how it stands. */
export async function crewWork(
  db: Db,
  { contractorId, callOuts, nowMs }: { contractorId: string; callOuts: readonly CallOut[]; nowMs: EpochMs },
): Promise<CrewWork> {
  const contractor = await findContractor(db, contractorId)
  const authority = await findAuthority(db, contractor?.authorityId ?? '')
  const views = await Promise.all(callOuts.map((it) => requireCallOut(db, it.id)))
  const orders = views.flatMap((view) => view.items.map((it) => it.order))
  const around: Around = {
    contractorId,
    places: await crewPlaces(
      db,
      orders.map((it) => it.routeId),
    ),
    reasons: await reasonsOfDecisions(
      db,
      orders.flatMap((it) => it.decisionId ?? []),
    ),
    progress: await newestProgress(
      db,
      orders.map((it) => it.id),
    ),
  }
  return {
    asOf: toIso(nowMs),
    authority: { id: authority?.id ?? '', name: authority?.name ?? '', timeZone: authority?.timeZone ?? 'UTC' },
    contractor: { id: contractorId, name: contractor?.name ?? contractorId },
    callOuts: views.map(({ callOut, items }) => ({
      id: callOut.id,
      level: callOut.level,
      createdAt: toIso(callOut.createdAtMs),
      routes: items.map((it) => routeView(it, around)),
    })),
  }
}

interface Around {
  readonly contractorId: string
  readonly places: ReadonlyMap<string, CrewPlace>
  readonly reasons: ReadonlyMap<string, readonly Reason[]>
  readonly progress: ReadonlyMap<string, Progress>
}

function routeView({ offer, order }: CallOutItem, around: Around): Static<typeof WorkRouteSchema> {
  const place = around.places.get(order.routeId)
  const state = workState(offer, order, around.contractorId)
  // whoever does not have the work does not see another firm's
  const own = order.contractorId === around.contractorId
  const progress = own ? around.progress.get(order.id) : undefined
  return {
    offerId: offer.id,
    orderId: order.id,
    state,
    level: order.level,
    respondBy: toIso(offer.respondByMs),
    routeId: order.routeId,
    name: place?.route.name ?? order.routeId,
    block: place?.blockName ?? '',
    lengthM: place?.route.lengthM ?? 0,
    plowMinutes: place?.route.plowMinutes ?? 0,
    geometry: place?.route.geometry ?? null,
    startBy: isoOrNull(order.startByMs),
    finishBy: isoOrNull(order.finishByMs),
    deadlineState: order.deadlineState,
    acceptedAt: own ? isoOrNull(order.acceptedAtMs) : null,
    startedAt: own ? isoOrNull(order.startedAtMs) : null,
    completedAt: own ? isoOrNull(order.completedAtMs) : null,
    declineCode: offer.declineCode,
    why: whyOf(order, around.reasons.get(order.decisionId ?? '') ?? []),
    progress:
      progress === undefined ? null : { at: toIso(progress.atMs), percent: progress.percent, note: progress.note },
  }
}

function workState(offer: Offer, order: StoredOrder, contractorId: string): WorkState {
  if (offer.state === 'open') return 'asked'
  if (offer.state !== 'accepted') return offer.state
  if (order.contractorId !== contractorId) return 'withdrawn'
  const { state } = order
  return state === 'accepted' || state === 'started' || state === 'completed' ? state : 'withdrawn'
}

function whyOf(order: StoredOrder, reasons: readonly Reason[]): { ja: string; en: string }[] {
  const words = order.reason === null ? [] : [{ ja: order.reason, en: order.reason }]
  return [...words, ...reasons.map((it) => ({ ja: reasonText(it, 'ja'), en: reasonText(it, 'en') }))]
}
