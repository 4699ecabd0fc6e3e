import type { Encoding } from '../domain/device.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Frame } from '../store/readings/port.ts'
import { uplink } from './topics.ts'

/** Of a payload too large to keep, this much is kept for whoever looks into it. */
const KEPT_BYTES = 1024

/** A publish as either broker hands it over. */
export interface Published {
  readonly topic: string
  readonly payload: string | Uint8Array
  /** Bytes the device sent, where `payload` holds only their beginning. */
  readonly sizeBytes?: number
}

export interface FrameLimits {
  /** Longer reading payloads go to quarantine, bytes. */
  readonly maxBytes: number
}

/**
 * What `deviceId` published, as it goes to the store. What cannot be a reading becomes a refused frame, which is stored
 * and acknowledged like any other: poison never blocks what follows it (contract 4).
 * @param encoding as the device is registered.
 */
export function frameOf(
  published: Published,
  deviceId: string,
  limits: FrameLimits,
  nowMs: EpochMs,
  encoding: Encoding,
): Frame {
  const target = uplink(published.topic, deviceId)
  if ('refused' in target) return refusedFrame(published, deviceId, target.refused, nowMs)
  const sizeBytes = sizeOf(published)
  if (sizeBytes > limits.maxBytes) {
    return refusedFrame(published, deviceId, `payload of ${sizeBytes} bytes is longer than ${limits.maxBytes}`, nowMs)
  }
  const { topic, payload } = published
  return {
    deviceId,
    kind: target.kind,
    codec: encoding.codec,
    payloadFormat: encoding.payloadFormat,
    topic,
    receivedAtMs: nowMs,
    // As the parser hands it out, a window into what was read: the store makes its own copy.
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
    sizeBytes,
  }
}

/** A publish that goes to quarantine without being decoded, with the reason an operator reads there. */
export function refusedFrame(published: Published, deviceId: string, reason: string, nowMs: EpochMs): Frame {
  const { topic, payload } = published
  // Cut before it is copied, so that a payload of megabytes is not held in memory for its first bytes.
  const start = typeof payload === 'string' ? payload.slice(0, KEPT_BYTES) : payload.subarray(0, KEPT_BYTES)
  const kept = bytesOf(start).subarray(0, KEPT_BYTES)
  const sizeBytes = sizeOf(published)
  const undecoded = { kind: 'refused', codec: 'json', payloadFormat: null } as const
  return { deviceId, ...undecoded, topic, receivedAtMs: nowMs, payload: kept, sizeBytes, reason }
}

function sizeOf({ payload, sizeBytes }: Published): number {
  return sizeBytes ?? (typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength)
}

function bytesOf(payload: string | Uint8Array): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload)
}
