import type { Db } from '../database.ts'

/** How far a running replay has come. @param share 0 … 1. */
export async function saveReplayShare(db: Db, id: string, share: number): Promise<void> {
  await db.updateTable('replays').set({ share }).where('id', '=', id).where('state', '=', 'running').execute()
}
