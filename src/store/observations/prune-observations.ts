import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** Deletes observations of moments before `beforeMs`, those of one piece of time at most. @returns how many. */
export async function pruneObservations(db: Db, beforeMs: EpochMs, pieceMs: number): Promise<number> {
  const oldest = await db.selectFrom('observations').select('at').orderBy('at').limit(1).executeTakeFirst()
  if (oldest === undefined || oldest.at >= beforeMs) return 0
  const { numDeletedRows } = await db
    .deleteFrom('observations')
    .where('at', '<', Math.min(beforeMs, oldest.at + pieceMs))
    .executeTakeFirst()
  return Number(numDeletedRows)
}
