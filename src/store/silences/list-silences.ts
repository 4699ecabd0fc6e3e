import type { EpochMs } from '../../domain/time.ts'
import type { Db, Trx } from '../database.ts'
import { type StoredSilence, toSilence } from './silence-row.ts'

export interface SilencesQuery {
  readonly authorityId: string
  /** Only those that stand now or are still to come; absent: all. */
  readonly openAtMs?: EpochMs
  /** Only those that stood or stand at some time of this span. */
  readonly within?: { readonly fromMs: EpochMs; readonly toMs: EpochMs }
  /** Only ids below this one, for paging. */
  readonly before?: string
  readonly limit: number
}

/** Silences and maintenance windows, newest first. */
export async function listSilences(db: Db | Trx, query: SilencesQuery): Promise<StoredSilence[]> {
  const { authorityId, openAtMs, within, before, limit } = query
  let select = db
    .selectFrom('silences')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== undefined) select = select.where('id', '<', before)
  if (openAtMs !== undefined) {
    select = select
      .where('to_at', '>', openAtMs)
      .where((it) => it.or([it('ended_at', 'is', null), it('ended_at', '>', openAtMs)]))
  }
  if (within !== undefined) {
    select = select
      .where('from_at', '<', within.toMs)
      .where('to_at', '>', within.fromMs)
      .where((it) => it.or([it('ended_at', 'is', null), it('ended_at', '>', within.fromMs)]))
  }
  return (await select.execute()).map(toSilence)
}
