import { createHash } from 'node:crypto'
import type { LineConfig } from '../../config-channels.ts'
import { SECOND_MS } from '../../domain/time.ts'
import type { ChannelAdapter } from '../channel-adapter.ts'
import type { GuardedClient } from '../guarded-request.ts'
import type { RenderedMessage } from '../message/notice.ts'
import type { PostResult, SendResult } from '../verdict.ts'

/**
 * Push messages of the LINE Messaging API. The retry key makes LINE carry out one of several attempts only: 409 says
 * that an earlier one was taken.
 */

const TIMEOUT_MS = 15 * SECOND_MS
/** Longest text of one message object (Messaging API reference, text message). */
const MAX_TEXT_CHARACTERS = 5000

/** The adapter for one LINE channel. */
export function lineAdapter(config: LineConfig, client: GuardedClient): ChannelAdapter {
  return {
    async send({ deliveryId, to, message }) {
      const body = { to: to.address, messages: [{ type: 'text', text: textOf(message) }] }
      const result = await client.request({
        url: `${config.url}/v2/bot/message/push`,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${config.token}`,
          'x-line-retry-key': retryKey(deliveryId),
        },
        body: JSON.stringify(body),
        timeoutMs: TIMEOUT_MS,
      })
      return verdictOf(result)
    },
  }
}

function textOf(message: RenderedMessage): string {
  const tail = message.link === null ? '' : `\n${message.link}`
  return message.brief.slice(0, MAX_TEXT_CHARACTERS - tail.length) + tail
}

function verdictOf(result: PostResult): SendResult {
  if (result.kind !== 'response') return result
  const { status } = result
  if (status === 409) return { kind: 'accepted', status }
  // the recipient or the text: the same request will never be taken
  if (status === 400)
    return { kind: 'rejected', status, why: 'LINE answered 400: check the LINE id of the contact point' }
  if (status === 410) return { kind: 'error', why: 'LINE answered 410: check YUKIBAN_LINE_URL' }
  return result
}

/** A UUID (version 8, RFC 9562) that follows from the delivery's id: the same for each of its attempts. */
export function retryKey(deliveryId: string): string {
  const bytes = createHash('sha256').update(deliveryId).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
