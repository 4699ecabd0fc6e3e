import type { Db } from '../database.ts'

/** Puts what a stopped process left running back into the queue. */
export async function requeueReplays(db: Db): Promise<void> {
  await db
    .updateTable('replays')
    .set({ state: 'queued', started_at: null, share: 0 })
    .where('state', '=', 'running')
    .execute()
}
