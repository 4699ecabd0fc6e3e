import { CHANNELS, type Channel } from '../../domain/channel.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Db } from '../database.ts'

/** The channels on which something is due, leased or not. Cheap: most looks at the outbox find nothing. */
export async function listDueChannels(db: Db, nowMs: EpochMs): Promise<Channel[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('channel')
    .distinct()
    .where('state', '=', 'pending')
    .where('next_at', '<=', nowMs)
    .execute()
  const due = new Set(rows.map((it) => it.channel))
  return CHANNELS.filter((it) => due.has(it))
}
