import { type Static, Type } from 'typebox'
import type { Scope } from '../domain/role.ts'
import { toIso } from '../domain/time.ts'
import type { JournalEvent } from '../store/events/list-events.ts'
import type { Principal } from './principal.ts'
import { AnyObject, nullableText, record, Time } from './schema.ts'

export const EventSchema = record(
  {
    id: Type.Integer(),
    at: Time,
    type: Type.String({ description: 'Noun and past participle, e.g. `order.accepted`.' }),
    actor: Type.String({ description: '`kind:id` of who did it; a contractor sees `authority` for all but itself.' }),
    subject: Type.String({ description: 'Id of what it happened to.' }),
    contractorId: nullableText(),
    data: AnyObject,
  },
  { $id: 'Event' },
)

/** An event of the journal as those see it who may read all of it. */
export function eventView(event: JournalEvent): Static<typeof EventSchema> {
  const { id, atMs, type, actor, subject, contractorId, data } = event
  return { id, at: toIso(atMs), type, actor, subject, contractorId, data }
}

/** What a contractor may learn from an event that concerns it; anything else may tell of other firms or of officers. */
const FOR_CONTRACTORS: ReadonlySet<string> = new Set([
  'orderId',
  'offerId',
  'callOutId',
  'routeId',
  'level',
  'at',
  'from',
  'state',
  'rank',
  'respondBy',
  'startBy',
  'finishBy',
  'deadlineState',
  'percent',
  'note',
  'reason',
  'code',
  'delivered',
  'startedAt',
  'passes',
])

/** The event as the caller may see it. */
export function eventFor(principal: Principal, event: JournalEvent): JournalEvent {
  const { contractorId } = principal
  if (contractorId === null) return event
  const own = event.actor === `contractor:${contractorId}`
  const data = Object.fromEntries(Object.entries(event.data).filter(([name]) => FOR_CONTRACTORS.has(name)))
  return { ...event, actor: own ? event.actor : 'authority', data }
}

/** Whoever may read a thing may hear what happens to it; the rest is for those who may read the whole journal. */
const SCOPE_BY_NOUN: ReadonlyMap<string, Scope> = new Map([
  ['order', 'orders:read'],
  ['offer', 'offers:read'],
  ['call-out', 'offers:read'],
  ['decision', 'decisions:read'],
  ['criterion', 'criteria:read'],
  ['mode', 'modes:read'],
  ['silence', 'silences:read'],
  ['device', 'devices:read'],
  ['route', 'routes:read'],
  ['roster', 'roster:read'],
  ['holiday', 'roster:read'],
])

/** True when a live event may be shown to the caller. */
export function mayHear(principal: Principal, event: JournalEvent): boolean {
  if (event.authorityId !== principal.authorityId) return false
  if (principal.contractorId !== null && event.contractorId !== principal.contractorId) return false
  const noun = event.type.split('.')[0] ?? ''
  return principal.scopes.has('audit:read') || principal.scopes.has(SCOPE_BY_NOUN.get(noun) ?? 'audit:read')
}
