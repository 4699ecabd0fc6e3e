import type { PeopleChannel } from '../../domain/channel.ts'
import type { Db, Trx } from '../database.ts'

/** A channel to people that the delivering process has set up. */
export interface ChannelSetup {
  readonly name: PeopleChannel
  /** How long a message waits for others to join it. */
  readonly waitMs: number
  /** VAPID public key of web push, base64url; null for other channels. */
  readonly publicKey: string | null
}

/** The channels to people that are set up. */
export async function listChannels(db: Db | Trx): Promise<ChannelSetup[]> {
  const rows = await db.selectFrom('channels').selectAll().orderBy('name').execute()
  return rows.map((row) => ({ name: row.name as PeopleChannel, waitMs: row.wait_ms, publicKey: row.public_key }))
}
