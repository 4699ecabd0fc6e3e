import {
  CHAIN_START,
  type ChainBreak,
  type ChainedEvent,
  type ChainLink,
  explainBreak,
  follows,
} from '../../domain/audit-chain.ts'
import { YukibanError } from '../../errors.ts'
import type { Db } from '../database.ts'
import { toChainedEvent } from './event-row.ts'

export interface VerifyOptions {
  /** First event to check; the hash of the one before it is believed. Absent: from the first event. */
  readonly fromId?: number
  /** A hash noted earlier, 64 lower-case hex digits: is it still part of the chain? */
  readonly expectHash?: string
}

export interface ChainReport {
  /** Events that were checked and fit. */
  readonly checked: number
  /** The last event that fits. */
  readonly head: ChainLink
  /** The first event that does not; null when all do. */
  readonly broken: ChainBreak | null
  /** Where the expected hash stands among what fits; null when it does not, undefined when none was expected. */
  readonly expected?: ChainLink | null
}

/** Events held in memory at once. */
const PAGE = 500

/**
 * Follows the audit chain from its beginning, or from `fromId`, to its head or to the first event that does not fit.
 * Reads only; a service may be appending meanwhile.
 * Throws `not-found` when there is no event `fromId`.
 */
export async function verifyChain(db: Db, options: VerifyOptions = {}): Promise<ChainReport> {
  const { fromId, expectHash } = options
  const start = fromId === undefined ? CHAIN_START : await linkBefore(db, fromId)
  let head = start
  let checked = 0
  let expected = expectHash === start.hash ? start : undefined
  const report = (broken: ChainBreak | null): ChainReport => ({
    checked,
    head,
    broken,
    ...(expectHash === undefined ? {} : { expected: expected ?? null }),
  })
  for (;;) {
    const page = await eventsAfter(db, head.id, PAGE)
    for (const event of page) {
      if (!follows(head, event)) return report(await whyNot(db, head, event))
      head = { id: event.id, hash: event.hash }
      checked++
      if (event.hash === expectHash) expected = head
    }
    if (page.length < PAGE) return report(null)
  }
}

async function linkBefore(db: Db, fromId: number): Promise<ChainLink> {
  const [first] = await eventsAfter(db, fromId - 1, 1)
  if (first?.id !== fromId) {
    const remedy = 'verify from an earlier one, or from the beginning, to see whether it was removed'
    throw new YukibanError('not-found', `the audit log has no event ${fromId}; ${remedy}`)
  }
  const row = await db
    .selectFrom('events')
    .select(['id', 'hash'])
    .where('id', '<', fromId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? CHAIN_START
}

async function eventsAfter(db: Db, id: number, limit: number): Promise<ChainedEvent[]> {
  const rows = await db.selectFrom('events').selectAll().where('id', '>', id).orderBy('id').limit(limit).execute()
  return rows.map(toChainedEvent)
}

/** Looks through the whole table, which no index helps: this is done once, where a chain breaks. */
async function whyNot(db: Db, before: ChainLink, event: ChainedEvent): Promise<ChainBreak> {
  const [next] = await eventsAfter(db, event.id, 1)
  return explainBreak({
    before,
    event,
    next,
    idsOf: async (hash) => {
      const rows = await db.selectFrom('events').select('id').where('hash', '=', hash).orderBy('id').execute()
      return rows.map((it) => it.id)
    },
    idAfter: async (id) => (await eventsAfter(db, id, 1))[0]?.id ?? event.id,
  })
}
