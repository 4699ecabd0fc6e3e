import { type Static, Type } from 'typebox'
import type { Db } from '../store/database.ts'
import { findSubjectNames, nounOf } from '../store/events/find-subject-names.ts'
import type { ChainedJournalEvent } from '../store/events/list-events.ts'
import { actorNames } from './actor-names.ts'
import { EventSchema, eventView } from './journal-view.ts'
import { nullableText, record } from './schema.ts'

export const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hex.' })

/** An event with its place in the chain; the stream leaves that out, as it shows each reader other events. */
export const AuditEventSchema = record(
  {
    ...EventSchema.properties,
    actorName: nullableText('What the actor is called now; no part of the event, nor of its hash.'),
    subjectName: nullableText('Likewise the subject; of an order, offer or decision its road.'),
    contractorName: nullableText(),
    prevHash: Hash,
    hash: Hash,
  },
  { $id: 'AuditEvent', description: '`hash` covers the event and `prevHash`, the hash of the event before it.' },
)
export type AuditEvent = Static<typeof AuditEventSchema>

/** Events with the names of whom and what they tell of. */
export async function auditEventViews(db: Db, events: readonly ChainedJournalEvent[]): Promise<AuditEvent[]> {
  const actors = await actorNames(db, events)
  const subjects = await findSubjectNames(db, events)
  return events.map((event) => ({
    ...eventView(event),
    actorName: actors.get(event.actor) ?? null,
    subjectName: subjects.get(`${nounOf(event)} ${event.subject}`) ?? null,
    contractorName: actors.get(`contractor:${event.contractorId}`) ?? null,
    prevHash: event.prevHash,
    hash: event.hash,
  }))
}
