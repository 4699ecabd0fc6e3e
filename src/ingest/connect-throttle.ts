import { type EpochMs, MINUTE_MS } from '../domain/time.ts'

/** An address may fail for this many devices' worth, since a whole district can be behind one gateway. */
const ADDRESS_FACTOR = 10
/** Windows remembered at once; the oldest goes first, so that a scan cannot fill the memory. */
const MAX_WINDOWS = 20_000
/** Devices whose last good secret is remembered. */
const MAX_KNOWN = 50_000

interface Window {
  readonly startMs: EpochMs
  failures: number
}

/** One attempt to connect with a token. */
export interface Attempt {
  readonly address: string
  readonly deviceId: string
  readonly secretSha256: string
}

/**
 * Decides which CONNECTs are worth asking the database about. Failures are counted per address and device, and per
 * address, in windows of one minute; never per device alone, so nobody locks a device out from elsewhere. And a secret
 * that was right the last time is always looked up: guessing from behind a device's own gateway does not lock it out.
 */
export class ConnectThrottle {
  readonly #maxFailures: number
  readonly #windows = new Map<string, Window>()
  /** Device → hash of the secret that last let it in. */
  readonly #known = new Map<string, string>()

  /** @param maxFailures per minute, for one device from one address. */
  constructor(maxFailures: number) {
    this.#maxFailures = maxFailures
  }

  /** True when the attempt is to be refused unseen. */
  blocks(attempt: Attempt, nowMs: EpochMs): boolean {
    const { address, deviceId, secretSha256 } = attempt
    if (this.#known.get(deviceId) === secretSha256) return false
    return (
      this.#failures(pairKey(address, deviceId), nowMs) >= this.#maxFailures ||
      this.#failures(address, nowMs) >= this.#maxFailures * ADDRESS_FACTOR
    )
  }

  failed(attempt: Attempt, nowMs: EpochMs): void {
    const { address, deviceId, secretSha256 } = attempt
    if (this.#known.get(deviceId) === secretSha256) this.#known.delete(deviceId)
    this.#count(pairKey(address, deviceId), nowMs)
    this.#count(address, nowMs)
  }

  succeeded({ address, deviceId, secretSha256 }: Attempt): void {
    this.#windows.delete(pairKey(address, deviceId))
    this.#known.delete(deviceId)
    this.#known.set(deviceId, secretSha256)
    forgetOldest(this.#known, MAX_KNOWN)
  }

  #failures(key: string, nowMs: EpochMs): number {
    const window = this.#windows.get(key)
    return window === undefined || isOver(window, nowMs) ? 0 : window.failures
  }

  #count(key: string, nowMs: EpochMs): void {
    let window = this.#windows.get(key)
    if (window === undefined || isOver(window, nowMs)) {
      window = { startMs: nowMs, failures: 0 }
      this.#windows.delete(key)
      this.#windows.set(key, window)
      forgetOldest(this.#windows, MAX_WINDOWS)
    }
    window.failures++
  }
}

/** A clock that was set back ends a window rather than prolonging it. */
function isOver(window: Window, nowMs: EpochMs): boolean {
  return nowMs - window.startMs >= MINUTE_MS || nowMs < window.startMs
}

function pairKey(address: string, deviceId: string): string {
  return `${address} ${deviceId}`
}

function forgetOldest(map: Map<string, unknown>, max: number): void {
  if (map.size <= max) return
  const oldest = map.keys().next()
  if (!oldest.done) map.delete(oldest.value)
}
