import { CHAIN_START, type ChainLink } from '../../domain/audit-chain.ts'
import type { Db, Trx } from '../database.ts'

/**
 * The newest event's place in the audit chain; CHAIN_START when there is none. What is appended to it must be appended
 * in the same transaction: that one holds the write lock from its beginning, so nobody else reads the same head.
 */
export async function chainHead(db: Db | Trx): Promise<ChainLink> {
  const row = await db.selectFrom('events').select(['id', 'hash']).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row ?? CHAIN_START
}
