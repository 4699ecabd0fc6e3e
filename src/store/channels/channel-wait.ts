import type { PeopleChannel } from '../../domain/channel.ts'
import type { Db, Trx } from '../database.ts'

/** How long a message by this channel waits for others to join it; 0 when the channel is not set up. */
export async function channelWaitMs(db: Db | Trx, channel: PeopleChannel): Promise<number> {
  const row = await db.selectFrom('channels').select('wait_ms').where('name', '=', channel).executeTakeFirst()
  return row?.wait_ms ?? 0
}
