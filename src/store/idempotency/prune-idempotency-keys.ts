import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import { keyIsOver } from './key-is-over.ts'

/** Deletes keys whose time is over: those created before `answeredBeforeMs`, and those given up unanswered. */
export async function pruneIdempotencyKeys(
  db: Db,
  answeredBeforeMs: EpochMs,
  abandonedBeforeMs: EpochMs,
): Promise<void> {
  await db.deleteFrom('idempotency_keys').where(keyIsOver(answeredBeforeMs, abandonedBeforeMs)).execute()
}
