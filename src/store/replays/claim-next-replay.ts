import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { REPLAY_COLUMNS, type StoredReplay, toReplay } from './replay-row.ts'

/** Takes the replay that has waited longest; undefined when none waits. */
export async function claimNextReplay(db: Db, nowMs: EpochMs): Promise<StoredReplay | undefined> {
  const next = await db
    .selectFrom('replays')
    .select('id')
    .where('state', '=', 'queued')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (next === undefined) return undefined
  const row = await db
    .updateTable('replays')
    .set({ state: 'running', started_at: nowMs })
    .where('id', '=', next.id)
    .where('state', '=', 'queued')
    .returning(REPLAY_COLUMNS)
    .executeTakeFirst()
  return row === undefined ? undefined : toReplay(row)
}
