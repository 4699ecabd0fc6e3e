import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { type Clock, RealClock } from '../src/clock.ts'
import { SECOND_MS } from '../src/domain/time.ts'

/** How far a webhook's timestamp may be from the receiver's clock, as Standard Webhooks' libraries have it. */
export const TOLERANCE_MS = 300 * SECOND_MS

/**
 * Checks a Standard Webhooks message as a receiver should: all three headers, a recent timestamp, one valid `v1`
 * signature. On the real clock the public library decides alone. Its tolerance knows no other clock, so under a
 * simulated one the library computes the signature and age and comparison are checked here.
 * @returns undefined when the message is genuine, else why it is not.
 */
export function refusalOf(
  secret: string,
  headers: IncomingHttpHeaders,
  body: string,
  clock: Clock,
): string | undefined {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
    return 'a webhook header is missing'
  }
  if (!/^\d{1,12}$/.test(timestamp)) return 'the timestamp is not a number of seconds'
  const webhook = new Webhook(secret)
  if (clock instanceof RealClock) {
    const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures }
    return refusalOfLibrary(webhook, body, signed)
  }
  const sentMs = Number(timestamp) * SECOND_MS
  if (Math.abs(clock.now() - sentMs) > TOLERANCE_MS) return 'the timestamp is too far from our clock'
  const expected = Buffer.from(webhook.sign(id, new Date(sentMs), body))
  const genuine = signatures.split(' ').some((it) => sameBytes(Buffer.from(it), expected))
  return genuine ? undefined : 'no signature matches'
}

function refusalOfLibrary(webhook: Webhook, body: string, headers: Record<string, string>): string | undefined {
  try {
    webhook.verify(body, headers, { jsonParse: false })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
