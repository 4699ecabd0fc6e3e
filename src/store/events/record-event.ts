import { eventHash } from '../../domain/audit-chain.ts'
import type { Actor } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'
import { chainHead } from './chain-head.ts'

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

/**
 * Writes one line of the journal, in the transaction of the change it tells of, and chains it to the line before. The
 * id is part of what is hashed and therefore given here; ids have no gaps.
 */
export async function recordEvent(trx: Trx, event: NewEvent): Promise<void> {
  const head = await chainHead(trx)
  const content = {
    id: head.id + 1,
    authorityId: event.authorityId,
    atMs: event.atMs,
    type: event.type,
    actor: `${event.actor.kind}:${event.actor.id}`,
    subject: event.subject,
    contractorId: event.contractorId ?? null,
    dataJson: JSON.stringify(event.data),
  }
  await trx
    .insertInto('events')
    .values({
      id: content.id,
      authority_id: content.authorityId,
      at: content.atMs,
      type: content.type,
      actor: content.actor,
      subject: content.subject,
      contractor_id: content.contractorId,
      data_json: content.dataJson,
      prev_hash: head.hash,
      hash: eventHash(head.hash, content),
    })
    .execute()
}
