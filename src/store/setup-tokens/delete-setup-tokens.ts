import type { EpochMs } from '../../domain/time.ts'
import type { Trx } from '../database.ts'

/** Deletes tokens of the first run. @param overAtMs only those that are over by then; absent: all. */
export async function deleteSetupTokens(trx: Trx, overAtMs?: EpochMs): Promise<void> {
  const all = trx.deleteFrom('setup_tokens')
  await (overAtMs === undefined ? all : all.where('expires_at', '<=', overAtMs)).execute()
}
