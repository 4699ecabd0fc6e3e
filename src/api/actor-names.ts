import { findKeyLabels } from '../store/api-keys/find-key-labels.ts'
import { findContractorNames } from '../store/contractors/find-contractor-names.ts'
import type { Db } from '../store/database.ts'
import type { JournalEvent } from '../store/events/list-events.ts'
import { findUserNames } from '../store/users/find-user-names.ts'

/** Names of the actors of these events, and of the contractors they concern, by `kind:id`. */
export async function actorNames(db: Db, events: readonly JournalEvent[]): Promise<ReadonlyMap<string, string>> {
  const idsOf = (kind: string) =>
    events.flatMap((it) => (it.actor.startsWith(`${kind}:`) ? [it.actor.slice(kind.length + 1)] : []))
  const concerned = events.flatMap((it) => it.contractorId ?? [])
  const contractors = await findContractorNames(db, [...new Set([...idsOf('contractor'), ...concerned])])
  const keys = await findKeyLabels(db, [...new Set(idsOf('api-key'))])
  const people = await findUserNames(db, [...new Set(idsOf('user'))])
  return new Map([
    ...[...contractors].map(([id, name]) => [`contractor:${id}`, name] as const),
    ...[...keys].map(([id, label]) => [`api-key:${id}`, label] as const),
    ...[...people].map(([id, name]) => [`user:${id}`, name] as const),
  ])
}
