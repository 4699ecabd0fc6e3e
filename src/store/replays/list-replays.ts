import type { Db, Trx } from '../database.ts'
import { REPLAY_COLUMNS, type StoredReplay, toReplay } from './replay-row.ts'

export interface ReplayQuery {
  readonly authorityId: string
  /** Only replays older than this id. */
  readonly before?: string
  readonly limit: number
}

/** Replays of an authority, newest first, without their results. */
export async function listReplays(db: Db | Trx, query: ReplayQuery): Promise<StoredReplay[]> {
  let select = db
    .selectFrom('replays')
    .select(REPLAY_COLUMNS)
    .where('authority_id', '=', query.authorityId)
    .orderBy('id', 'desc')
    .limit(query.limit)
  if (query.before !== undefined) select = select.where('id', '<', query.before)
  return (await select.execute()).map(toReplay)
}
