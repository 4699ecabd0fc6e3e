import webPush from 'web-push'
import { HOUR_MS, SECOND_MS } from '../../domain/time.ts'
import type { ChannelAdapter, ChannelMessage } from '../channel-adapter.ts'
import type { GuardedClient, OutboundRequest } from '../guarded-request.ts'
import type { PostResult, SendResult } from '../verdict.ts'
import type { VapidKeys } from './vapid-keys.ts'

/**
 * Web Push (RFC 8030) to a browser: encrypted for the subscription (RFC 8291), signed with our key (RFC 8292). The
 * `web-push` package makes the request; our own client sends it, so that a subscription cannot make us call our network.
 */

const TIMEOUT_MS = 15 * SECOND_MS
/** How long a push service keeps what has no answer time. */
const DEFAULT_TTL_S = (12 * HOUR_MS) / SECOND_MS
/** Bytes of text that surely fit: a push service takes 4096 bytes in all (RFC 8030, 7.2), of which encryption needs 103. */
const MAX_BODY_BYTES = 3000

export interface PushSettings {
  /** Whom a push service may write to. */
  readonly subject: string
  readonly keys: VapidKeys
}

/** The adapter for subscriptions made with our key. */
export function pushAdapter(settings: PushSettings, client: GuardedClient): ChannelAdapter {
  return {
    async send(message) {
      let request: OutboundRequest
      try {
        request = requestOf(message, settings)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        return { kind: 'rejected', status: null, why: `the push subscription cannot be used: ${why}` }
      }
      return verdictOf(await client.request(request))
    },
  }
}

/** What the page's service worker shows; `id` is the same for each attempt. */
function payloadOf({ deliveryId, message }: ChannelMessage): string {
  const body = Buffer.from(message.brief)
    .subarray(0, MAX_BODY_BYTES)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
  return JSON.stringify({ id: deliveryId, title: message.subject, body, url: message.link })
}

function requestOf(message: ChannelMessage, { subject, keys }: PushSettings): OutboundRequest {
  const { keys: subscriptionKeys } = message.to
  // one reading of the address: the package's parser is another than the client's
  const endpoint = URL.parse(message.to.address)?.href
  if (endpoint === undefined) throw new Error('its endpoint is no URL')
  if (subscriptionKeys === null) throw new Error('it has no keys')
  const details = webPush.generateRequestDetails({ endpoint, keys: { ...subscriptionKeys } }, payloadOf(message), {
    vapidDetails: { subject, ...keys },
    TTL: Math.max(0, Math.floor(message.uselessAfterS ?? DEFAULT_TTL_S)),
    urgency: 'high',
  })
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(details.headers)) {
    // the client counts the bytes itself
    if (name.toLowerCase() !== 'content-length') headers[name.toLowerCase()] = String(value)
  }
  return { url: endpoint, headers, body: details.body, timeoutMs: TIMEOUT_MS }
}

function verdictOf(result: PostResult): SendResult {
  if (result.kind !== 'response') return result
  const { status } = result
  // RFC 8030, 7.3: an expired subscription answers 404; push services in use say 410 as well
  if (status === 404 || status === 410) return { kind: 'gone', status, why: `the push service answered ${status}` }
  if (status === 413) return { kind: 'rejected', status, why: 'the push service answered 413: the message is too long' }
  return result
}
