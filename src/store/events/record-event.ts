import { type AuditContent, type ChainLink, eventHash } from '../../domain/audit-chain.ts'
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
 * Where the chain ends for each transaction that appends to it: whoever has appended holds the write lock until the
 * end, so nobody else moves it, and a sweep of thousands of events reads it once.
 */
const tails = new WeakMap<Trx, Promise<ChainLink>>()

/**
 * Writes one line of the journal, in the transaction of the change it tells of, and chains it to the line before. Calls
 * that do not wait for each other are written in the order of the calls.
 */
export async function recordEvent(trx: Trx, event: NewEvent): Promise<void> {
  const before = tails.get(trx) ?? chainHead(trx)
  const after = before.then((head) => append(trx, head, event))
  tails.set(trx, after)
  try {
    await after
  } catch (error) {
    tails.delete(trx)
    throw error
  }
}

/** The id is part of what is hashed and therefore given here; ids have no gaps. */
async function append(trx: Trx, head: ChainLink, event: NewEvent): Promise<ChainLink> {
  const content = contentOf(event, head.id + 1)
  const link = { id: content.id, hash: eventHash(head.hash, content) }
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
      hash: link.hash,
    })
    .execute()
  return link
}

/** The event as it will be read again: what a database cannot hold must not be part of what is hashed. */
function contentOf(event: NewEvent, id: number): AuditContent {
  return {
    id,
    authorityId: event.authorityId,
    atMs: event.atMs,
    type: event.type,
    actor: storable(`${event.actor.kind}:${event.actor.id}`),
    subject: storable(event.subject),
    contractorId: event.contractorId ?? null,
    dataJson: JSON.stringify(event.data),
  }
}

/** SQLite stores half a surrogate pair as U+FFFD, PostgreSQL refuses NUL; JSON text has both escaped. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
