import type { Trx } from '../database.ts'

/** Who is asked for a route or a whole block, and when: one of `blockId` and `routeId` is set. */
export interface RosterEntry {
  readonly blockId: string | null
  readonly routeId: string | null
  readonly contractorId: string
  /** 1 is asked first. */
  readonly rank: number
  /** Inclusive; null: from ever. */
  readonly fromMs: number | null
  /** Exclusive; null: for ever. */
  readonly toMs: number | null
}

/** Makes `entries` the whole roster of an authority. */
export async function upsertRoster(trx: Trx, authorityId: string, entries: readonly RosterEntry[]): Promise<void> {
  await trx.deleteFrom('roster').where('authority_id', '=', authorityId).execute()
  for (const entry of entries) {
    await trx
      .insertInto('roster')
      .values({
        authority_id: authorityId,
        block_id: entry.blockId,
        route_id: entry.routeId,
        contractor_id: entry.contractorId,
        rank: entry.rank,
        from_at: entry.fromMs,
        to_at: entry.toMs,
      })
      .execute()
  }
}
