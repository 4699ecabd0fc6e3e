import { createHmac } from 'node:crypto'
import type { EpochMs } from '../domain/time.ts'

/**
 * Standard Webhooks 1.0 signatures: HMAC-SHA256 over `id.timestamp.body`, base64, versioned `v1`. The receiver proves
 * with them that a message is ours, unchanged and recent.
 */

const SECRET_PREFIX = 'whsec_'
/** Length of the key behind a secret, bytes (Standard Webhooks 1.0). */
const MIN_KEY_BYTES = 24
const MAX_KEY_BYTES = 64

export interface SignedMessage {
  /** Signing secrets, `whsec_` and base64. More than one while a secret is being rotated: each signs. */
  readonly secrets: readonly string[]
  /** The same for every attempt, so that a receiver recognises repeats. */
  readonly id: string
  /** Time of this attempt. */
  readonly atMs: EpochMs
  /** Exactly the text that is sent. */
  readonly body: string
}

/** The headers that sign a message; the keys are header names in lower case. */
export interface WebhookHeaders {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

/**
 * The three headers of a signed message. The timestamp is in whole seconds; signatures are separated by spaces.
 * Throws RangeError, without showing the secret, when there is none or one of them is malformed.
 */
export function webhookHeaders(message: SignedMessage): WebhookHeaders {
  if (message.secrets.length === 0) throw new RangeError('there is no webhook secret to sign with; rotate the secret')
  const timestamp = String(Math.floor(message.atMs / 1000))
  const content = `${message.id}.${timestamp}.${message.body}`
  const signatures = message.secrets.map(
    (it) => `v1,${createHmac('sha256', keyOf(it)).update(content).digest('base64')}`,
  )
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

/**
 * A new secret as text.
 * @param randomBytes 24 to 64 bytes from a cryptographic source. Throws RangeError for another length.
 */
export function newWebhookSecret(randomBytes: Uint8Array): string {
  if (randomBytes.length < MIN_KEY_BYTES || randomBytes.length > MAX_KEY_BYTES) {
    throw new RangeError(`a webhook secret needs ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes, got ${randomBytes.length}`)
  }
  return SECRET_PREFIX + Buffer.from(randomBytes).toString('base64')
}

function keyOf(secret: string): Buffer {
  const encoded = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : ''
  const key = Buffer.from(encoded, 'base64')
  // Node skips what is not base64, so a damaged secret would sign with another key unnoticed.
  const intact = key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '')
  if (!intact || key.length < MIN_KEY_BYTES || key.length > MAX_KEY_BYTES) {
    throw new RangeError('the webhook secret is malformed (whsec_ and base64 expected); rotate the secret')
  }
  return key
}
