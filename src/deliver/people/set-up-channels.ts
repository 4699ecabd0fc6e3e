import type { Clock } from '../../clock.ts'
import type { ChannelsConfig } from '../../config-channels.ts'
import type { PeopleChannel } from '../../domain/channel.ts'
import type { EpochMs } from '../../domain/time.ts'
import { saveChannels } from '../../store/channels/save-channels.ts'
import type { Db } from '../../store/database.ts'
import type { Carrier } from '../carrier.ts'
import type { ChannelAdapter } from '../channel-adapter.ts'
import { emailAdapter } from '../email/email-adapter.ts'
import type { GuardedClient } from '../guarded-request.ts'
import { lineAdapter } from '../line/line-adapter.ts'
import { smsAdapter } from '../sms/sms-adapter.ts'
import { pushAdapter } from '../web-push/push-adapter.ts'
import { keptVapidKeys, type VapidKeys } from '../web-push/vapid-keys.ts'
import { peopleCarrier } from './people-carrier.ts'

/** Ways to people as they are configured, with the keys they need. */
export interface PeopleChannels {
  readonly config: ChannelsConfig
  /** null: Web Push is not set up. */
  readonly vapidKeys: VapidKeys | null
}

/**
 * Makes what the channels need and notes in the store which ones there are, for those who enqueue.
 * Throws `store-unavailable` when the VAPID keys in the data folder cannot be used.
 */
export async function setUpChannels(
  db: Db,
  setup: { readonly config: ChannelsConfig; readonly dataDir: string; readonly nowMs: EpochMs },
): Promise<PeopleChannels> {
  const { config, dataDir, nowMs } = setup
  const vapidKeys = config.push === null ? null : (config.push.keys ?? keptVapidKeys(dataDir))
  const names: (PeopleChannel | null)[] = [
    config.smtp && 'email',
    config.line && 'line',
    config.sms && 'sms',
    vapidKeys && 'web-push',
  ]
  const channels = names
    .filter((it) => it !== null)
    .map((name) => {
      const publicKey = name === 'web-push' ? (vapidKeys?.publicKey ?? null) : null
      return { name, waitMs: config.mergeMs, publicKey }
    })
  await saveChannels(db, channels, nowMs)
  return { config, vapidKeys }
}

/** A carrier for each channel that is set up. */
export function peopleCarriers(
  { config, vapidKeys }: PeopleChannels,
  deps: { readonly db: Db; readonly clock: Clock; readonly client: GuardedClient },
): ReadonlyMap<PeopleChannel, Carrier> {
  const { db, clock, client } = deps
  const adapters: (readonly [PeopleChannel, ChannelAdapter])[] = []
  if (config.smtp !== null) adapters.push(['email', emailAdapter(config.smtp)])
  if (config.line !== null) adapters.push(['line', lineAdapter(config.line, client)])
  if (config.sms !== null) adapters.push(['sms', smsAdapter(config.sms, client)])
  if (config.push !== null && vapidKeys !== null) {
    adapters.push(['web-push', pushAdapter({ subject: config.push.subject, keys: vapidKeys }, client)])
  }
  const { publicUrl } = config
  return new Map(
    adapters.map(([channel, adapter]) => [channel, peopleCarrier({ db, clock, channel, adapter, publicUrl })]),
  )
}
