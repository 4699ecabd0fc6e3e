import type { EpochMs } from '../domain/time.ts'
import { type BucketLimits, TokenBucket } from './token-bucket.ts'

/** One token bucket a device, whatever its connections: coming back with a new one gives no new burst. */
export class DeviceRates {
  readonly #limits: BucketLimits
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(limits: BucketLimits) {
    this.#limits = limits
  }

  of(deviceId: string, nowMs: EpochMs): TokenBucket {
    const found = this.#buckets.get(deviceId)
    if (found !== undefined) return found
    const bucket = new TokenBucket(this.#limits, nowMs)
    this.#buckets.set(deviceId, bucket)
    return bucket
  }

  /** Forgets devices that are away and owe nothing. */
  sweep(isConnected: (deviceId: string) => boolean, nowMs: EpochMs): void {
    for (const [deviceId, bucket] of this.#buckets)
      if (!isConnected(deviceId) && bucket.isFull(nowMs)) this.#buckets.delete(deviceId)
  }
}
