import type { Clock } from '../src/clock.ts'
import { SECOND_MS } from '../src/domain/time.ts'
import { activeFaults, type Fault } from './faults.ts'
import type { Firmware } from './firmware.ts'
import { type Random, randomOf } from './random.ts'
import { type FleetDevice, Sampler, type SamplerOptions } from './sampler.ts'
import type { Uplink } from './uplink.ts'

export interface DeviceOptions extends SamplerOptions {
  readonly clock: Clock
  /** No samples at or after this moment. */
  readonly endMs: number
  readonly uplink: Uplink
  readonly firmware: Firmware
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
  /** Wakes the device from its sleep between samples, because its interval changed or it is to stop. */
  #alarm = new AbortController()

  constructor(options: DeviceOptions) {
    this.#options = options
    this.#sampler = new Sampler(options)
    this.#timing = randomOf(options.seed, options.device.id, 'timing')
    options.signal.addEventListener('abort', () => this.#alarm.abort(), { once: true })
    options.firmware.attach({
      reconfigured: (settings) => {
        this.#sampler.configure(settings)
        this.#alarm.abort()
      },
      reboot: () => {
        this.#sampler.reboot()
        options.uplink.restart()
      },
      sampleNow: () => this.#wakeUp(options.clock.now()),
      report: () => options.uplink.report(),
    })
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
    const { clock, endMs, startMs, signal } = this.#options
    let dueMs = startMs + this.#timing.next() * this.#intervalMs()
    this.#setRadio(clock.now())
    this.#options.uplink.wake()
    while (!signal.aborted && dueMs < endMs) {
      await clock.sleepUntil(Math.round(dueMs + this.#jitterMs(this.#intervalMs())), this.#alarm.signal)
      if (signal.aborted) return
      if (this.#alarm.signal.aborted) {
        this.#alarm = new AbortController()
        dueMs = clock.now() + this.#intervalMs()
        continue
      }
      this.#wakeUp(clock.now())
      dueMs += this.#intervalMs()
    }
    await clock.sleepUntil(endMs, signal)
    if (!signal.aborted) this.#setRadio(endMs)
  }

  #intervalMs(): number {
    return this.#options.firmware.settings.intervalS * SECOND_MS
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
