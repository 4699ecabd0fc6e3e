import type { Actor } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

export interface NewEvent {
  readonly authorityId: string
  readonly atMs: EpochMs
  /** Noun and past participle, e.g. `order.accepted`. */
  readonly type: string
  readonly actor: Actor
  /** Id of what it happened to. */
  readonly subject: string
  /** The contractor whom it concerns, if any: that contractor may see it. */
  readonly contractorId?: string | null
  readonly data: Readonly<Record<string, unknown>>
}

/** Writes one line of the journal, in the transaction of the change it tells of. */
export async function recordEvent(trx: Trx, event: NewEvent): Promise<void> {
  await trx
    .insertInto('events')
    .values({
      authority_id: event.authorityId,
      at: event.atMs,
      type: event.type,
      actor: `${event.actor.kind}:${event.actor.id}`,
      subject: event.subject,
      contractor_id: event.contractorId ?? null,
      data_json: JSON.stringify(event.data),
    })
    .execute()
}
