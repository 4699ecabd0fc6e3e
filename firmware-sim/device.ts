import type { Clock } from '../src/clock.ts'
import { SECOND_MS } from '../src/domain/time.ts'
import { activeFaults, type Fault } from './faults.ts'
import { type Random, randomOf } from './random.ts'
import { type FleetDevice, Sampler, type SamplerOptions } from './sampler.ts'
import type { Uplink } from './uplink.ts'

export interface DeviceOptions extends SamplerOptions {
  readonly clock: Clock
  /** No samples at or after this moment. */
  readonly endMs: number
  readonly uplink: Uplink
  readonly signal: AbortSignal
}

/** A device wakes a little early or late, as share of its interval, at most `JITTER_MAX_MS`. */
const JITTER_SHARE = 0.02
const JITTER_MAX_MS = 5000

/**
 * A field device: wakes at its own phase of its interval, samples, hands the reading to its uplink, sleeps.
 */
export class FieldDevice {
  readonly #options: DeviceOptions
  readonly #sampler: Sampler
  readonly #timing: Random
  #sampled = 0

  constructor(options: DeviceOptions) {
    this.#options = options
    this.#sampler = new Sampler(options)
    this.#timing = randomOf(options.seed, options.device.id, 'timing')
  }

  /** Samples taken so far. */
  get sampled(): number {
    return this.#sampled
  }

  get device(): FleetDevice {
    return this.#options.device
  }

  /** Lives until its end or until it is stopped. Never rejects. */
  async run(): Promise<void> {
    const { clock, device, endMs, startMs, signal } = this.#options
    const intervalMs = device.intervalS * SECOND_MS
    let dueMs = startMs + this.#timing.next() * intervalMs
    this.#setRadio(clock.now())
    this.#options.uplink.wake()
    while (!signal.aborted && dueMs < endMs) {
      await clock.sleepUntil(Math.round(dueMs + this.#jitterMs(intervalMs)), signal)
      if (signal.aborted) return
      this.#wakeUp(clock.now())
      dueMs += intervalMs
    }
    await clock.sleepUntil(endMs, signal)
    if (!signal.aborted) this.#setRadio(endMs)
  }

  #wakeUp(nowMs: number): void {
    this.#setRadio(nowMs)
    const outgoing = this.#sampler.sample(nowMs)
    if (outgoing === undefined) return
    this.#sampled++
    this.#options.uplink.push(outgoing)
  }

  #setRadio(nowMs: number): void {
    const faults: readonly Fault[] = activeFaults(this.#options.faults, this.device.id, nowMs)
    this.#options.uplink.setRadio(!faults.some((it) => it.kind === 'offline' || it.kind === 'dropout'))
  }

  #jitterMs(intervalMs: number): number {
    return this.#timing.between(0, Math.min(JITTER_MAX_MS, JITTER_SHARE * intervalMs))
  }
}
