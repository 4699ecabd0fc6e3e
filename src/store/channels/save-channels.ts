import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'
import type { ChannelSetup } from './list-channels.ts'

/**
 * Notes which channels the delivering process has set up: those who enqueue, in whatever process, write to no others
 * by themselves.
 */
export async function saveChannels(db: Db, channels: readonly ChannelSetup[], nowMs: EpochMs): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('channels').execute()
    for (const { name, waitMs, publicKey } of channels) {
      await trx
        .insertInto('channels')
        .values({ name, wait_ms: waitMs, public_key: publicKey, updated_at: nowMs })
        .execute()
    }
  })
}
