import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'

/** Why the broker turns something away, as metric label and log field; docs/device-protocol.md explains each. */
export const REFUSALS = [
  'connections',
  'address-connections',
  'device-connections',
  'connect-timeout',
  'protocol',
  'packet-size',
  'client-id',
  'credentials',
  'throttled',
  'certificate',
  'unavailable',
  'rate',
  'subscription',
  'qos2',
  'idle',
  'unread',
  'taken-over',
  'revoked',
] as const

export type RefusalReason = (typeof REFUSALS)[number]

/** An error that ends a connection for a reason of ours. */
export class RefusedError extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** Lines a minute for each reason; the rest is counted, so that abuse does not fill the disk with log. */
const LINES_PER_MINUTE = 20

interface Lines {
  startMs: EpochMs
  written: number
  suppressed: number
}

export interface RefusalDeps {
  readonly log: Logger
  readonly clock: Clock
  onRefused(reason: RefusalReason): void
}

/** Counts every refusal and writes the first ones of each minute to the log. */
export class Refusals {
  readonly #deps: RefusalDeps
  readonly #lines = new Map<string, Lines>()

  constructor(deps: RefusalDeps) {
    this.#deps = deps
  }

  /** @param who what is known of the sender: device, remote address. */
  refuse(reason: RefusalReason, why: string, who: Readonly<Record<string, unknown>> = {}): void {
    this.#deps.onRefused(reason)
    const suppressed = this.#room(reason)
    if (suppressed === undefined) return
    this.#deps.log.warn({ ...who, reason, why, ...(suppressed > 0 ? { suppressed } : {}) }, 'device turned away')
  }

  /** A connection that broke: no refusal, and no news either when it happens often. */
  ended(why: string, who: Readonly<Record<string, unknown>> = {}): void {
    const suppressed = this.#room('ended')
    if (suppressed === undefined) return
    this.#deps.log.info({ ...who, why, ...(suppressed > 0 ? { suppressed } : {}) }, 'device connection ended')
  }

  /** How many lines were left out before this one; undefined: leave this one out too. */
  #room(key: string): number | undefined {
    const nowMs = this.#deps.clock.now()
    const lines = this.#lines.get(key)
    if (lines === undefined || Math.abs(nowMs - lines.startMs) >= MINUTE_MS) {
      this.#lines.set(key, { startMs: nowMs, written: 1, suppressed: 0 })
      return lines?.suppressed ?? 0
    }
    if (lines.written < LINES_PER_MINUTE) {
      lines.written++
      return 0
    }
    lines.suppressed++
    return undefined
  }
}
