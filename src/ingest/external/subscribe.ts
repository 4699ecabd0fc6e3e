import { uplinkFilters } from '../topics.ts'
import type { Connection } from './connection.ts'
import { SUBSCRIBE_PACKET_ID } from './downlink-sender.ts'
import type { ExternalBrokerConfig } from './settings.ts'

/** In a SUBACK: the broker refuses the filter. */
const REFUSED = 128

/**
 * Subscribes to every uplink as configured. On every connection, also when the broker kept the session: an operator may
 * have changed what we ask for, and then the session still holds what we asked for before.
 * Rejects with an Error whose message says what to correct.
 */
export async function subscribeToUplinks(
  connection: Connection,
  { group, subscription }: Pick<ExternalBrokerConfig, 'group' | 'subscription'>,
  sessionPresent: boolean,
): Promise<void> {
  const plain = uplinkFilters()
  const shared = plain.map((it) => `$share/${group}/${it}`)
  const wanted = subscription === 'plain' ? plain : shared
  const granted = await connection.subscribe(SUBSCRIBE_PACKET_ID, wanted)
  if (granted.every(isEnough)) {
    if (sessionPresent) await connection.unsubscribe(SUBSCRIBE_PACKET_ID, wanted === plain ? shared : plain)
    return
  }
  if (subscription !== 'prefer-shared' || !granted.includes(REFUSED)) throw new Error(refusal(wanted, granted))
  const grantedPlain = await connection.subscribe(SUBSCRIBE_PACKET_ID, plain)
  if (!grantedPlain.every(isEnough)) throw new Error(refusal(plain, grantedPlain))
}

/** QoS 0 is delivered once at most: what is under way when a connection breaks would be lost. */
function isEnough(granted: number): boolean {
  return granted === 1 || granted === 2
}

function refusal(filters: readonly string[], granted: readonly number[]): string {
  const names = filters.join(' and ')
  if (!granted.includes(REFUSED)) return `the broker grants only QoS 0 for ${names}; allow QoS 1`
  const shared = filters.some((it) => it.startsWith('$share/'))
  const otherwise = shared ? ', or, where it knows no shared subscriptions, set YUKIBAN_MQTT_SUBSCRIPTION=plain' : ''
  return `the broker refuses ${names}; allow this user to read them${otherwise}`
}
