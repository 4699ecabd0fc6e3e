import { type Clock, RealClock } from '../src/clock.ts'
import type { Firmware } from './firmware.ts'
import type { Gate } from './gate.ts'
import { Link } from './link.ts'
import { type Batch, Outbox } from './outbox.ts'
import type { Random } from './random.ts'
import type { Outgoing } from './sampler.ts'

/** Waits between attempts to connect: doubling from `minMs` to `maxMs`, each shortened by up to half at random. */
export interface Backoff {
  readonly minMs: number
  readonly maxMs: number
}

export const DEFAULT_BACKOFF: Backoff = { minMs: 250, maxMs: 30_000 }
/** Readings a device keeps while nobody acknowledges them. */
export const DEFAULT_CAPACITY = 2000
/** Readings in one message when several wait. */
export const DEFAULT_BATCH = 20

export interface UplinkOptions {
  readonly broker: string
  readonly deviceId: string
  readonly token: string
  readonly clock: Clock
  readonly random: Random
  /** Shared limit on connections being made at once. */
  readonly gate: Gate
  readonly backoff: Backoff
  readonly capacity: number
  readonly maxBatch: number
  /** Messages waiting for their PUBACK at once. */
  readonly maxInFlight: number
  /** What comes down, and what the status says of it; absent: the device does not listen. */
  readonly firmware?: Firmware
  /** Called when the broker refuses the device's credentials. */
  readonly onRefused?: () => void
  /** Called with what has just left the buffer because its PUBACK came. */
  readonly onAcked?: (items: readonly Outgoing[]) => void
}

export interface UplinkStats {
  /** Readings published at least once. */
  readonly sent: number
  /** Readings whose PUBACK came. */
  readonly acked: number
  /** Readings kept because no PUBACK came yet. */
  readonly buffered: number
  /** Readings lost because the buffer was full. */
  readonly dropped: number
  /** Connections after the first. */
  readonly reconnects: number
  /** Connection attempts the broker refused. */
  readonly refused: number
  readonly online: boolean
}

/** Refused credentials do not get better by hurrying; time of the given clock. */
const REFUSED_WAIT_MS = 60_000
/** How long a graceful goodbye may take. */
const GOODBYE_MS = 1000

/**
 * Brings readings to the broker, come what may: buffer, connection, resending.
 *
 * One worker at a time runs while there is something to do: connect, then send oldest first until the buffer is empty.
 * While it waits for the network it holds the clock, so simulated time stands still during real I/O; it does not hold
 * it while the radio is off or while it waits after a refusal. Waits between connection attempts pass in real time.
 */
export class Uplink {
  readonly #options: UplinkOptions
  readonly #outbox: Outbox<Outgoing>
  readonly #link: Link
  readonly #realTime = new RealClock()
  readonly #stop = new AbortController()
  readonly #roomWaiters: (() => void)[] = []
  #worker: Promise<void> | undefined
  #radioOn = true
  #waitingAfterRefusal = false
  #released = false
  #attempts = 0
  #connections = 0
  #refused = 0
  #acked = 0
  #sent = 0
  readonly #sentBefore = new WeakSet<Outgoing>()

  constructor(options: UplinkOptions) {
    this.#options = options
    this.#outbox = new Outbox(options.capacity)
    const { broker, deviceId, token, firmware } = options
    const listening =
      firmware === undefined
        ? {}
        : {
            status: () => firmware.status(),
            onTold: (status: Record<string, unknown>) => firmware.told(status),
            onDownlink: (leaf: 'config' | 'command', text: string) => firmware.receive(leaf, text),
          }
    this.#link = new Link({ broker, deviceId, token, onLost: () => this.wake(), ...listening })
  }

  stats(): UplinkStats {
    return {
      sent: this.#sent,
      acked: this.#acked,
      buffered: this.#outbox.size,
      dropped: this.#outbox.dropped,
      reconnects: Math.max(0, this.#connections - 1),
      refused: this.#refused,
      online: this.#link.connected,
    }
  }

  push(outgoing: Outgoing): void {
    this.#outbox.push(outgoing)
    this.wake()
  }

  /** Starts the worker if there is work and it is not running. */
  wake(): void {
    if (this.#worker !== undefined || !this.#hasWork()) return
    this.#worker = this.#work().finally(() => {
      this.#worker = undefined
      this.wake()
    })
  }

  /** Tells the status now if there is a connection; else the next one begins with it. */
  report(): void {
    if (!this.#link.connected) return
    const hold = this.#options.clock.hold()
    this.#link
      .report()
      .catch(() => undefined)
      .finally(() => hold[Symbol.dispose]())
  }

  /** Cuts the connection as a reboot does, and makes a new one; readings stay in the buffer. */
  restart(): void {
    this.#link.drop()
    this.wake()
  }

  /** Switches the radio; off cuts the connection at once and readings stay in the buffer. */
  setRadio(on: boolean): void {
    if (this.#radioOn === on) return
    this.#radioOn = on
    if (on) this.wake()
    else this.#link.drop()
  }

  /** Resolves when nothing is under way: all acknowledged, or the radio is off, or the broker refused us. */
  async idle(): Promise<void> {
    while (this.#worker !== undefined) await this.#worker
  }

  /** Resolves when fewer than `limit` readings are buffered, or once `release` or `close` was called. */
  async room(limit: number): Promise<void> {
    while (this.#outbox.size >= limit && !this.#released) {
      await new Promise<void>((resolve) => this.#roomWaiters.push(resolve))
    }
  }

  /** Makes nobody wait for room any more. */
  release(): void {
    this.#released = true
    this.#letIn()
  }

  /** Gives up what is not acknowledged yet and disconnects. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.release()
    if (this.#outbox.size > 0) this.#link.drop()
    else await this.#link.close(GOODBYE_MS)
    await this.idle()
  }

  #hasWork(): boolean {
    return this.#mayTransmit() && (this.#outbox.size > 0 || !this.#link.connected)
  }

  #mayTransmit(): boolean {
    return this.#radioOn && !this.#waitingAfterRefusal && !this.#stop.signal.aborted
  }

  async #work(): Promise<void> {
    using _hold = this.#options.clock.hold()
    while (this.#hasWork()) {
      if (!this.#link.connected) await this.#connect()
      await this.#sendAll()
    }
  }

  async #connect(): Promise<void> {
    await this.#waitBeforeAttempt()
    const outcome = await this.#options.gate.run(async () => (this.#mayTransmit() ? this.#link.connect() : 'failed'))
    if (outcome === 'connected') this.#connections++
    if (outcome === 'refused') this.#afterRefusal()
    if (!this.#mayTransmit()) this.#link.drop()
  }

  #afterRefusal(): void {
    this.#refused++
    this.#options.onRefused?.()
    this.#waitingAfterRefusal = true
    this.#attempts = 0
    const { clock } = this.#options
    void clock.sleepUntil(clock.now() + REFUSED_WAIT_MS, this.#stop.signal).then(() => {
      this.#waitingAfterRefusal = false
      this.wake()
    })
  }

  async #waitBeforeAttempt(): Promise<void> {
    const attempt = this.#attempts++
    if (attempt === 0) return
    const { backoff, random } = this.#options
    const fullMs = Math.min(backoff.maxMs, backoff.minMs * 2 ** Math.min(attempt - 1, 20))
    await this.#realTime.sleepUntil(this.#realTime.now() + fullMs * random.between(0.5, 1), this.#stop.signal)
  }

  async #sendAll(): Promise<void> {
    const underWay = new Set<Promise<void>>()
    while (this.#link.connected) {
      while (underWay.size < this.#options.maxInFlight) {
        const batch = this.#outbox.take(this.#options.maxBatch, (it) => it.broken || it.twice)
        if (batch === undefined) break
        const sending = this.#publish(batch).finally(() => underWay.delete(sending))
        underWay.add(sending)
      }
      if (underWay.size === 0) return
      await Promise.race(underWay)
    }
    await Promise.all(underWay)
  }

  async #publish(batch: Batch<Outgoing>): Promise<void> {
    for (const item of batch.items) {
      if (!this.#sentBefore.has(item)) this.#sent++
      this.#sentBefore.add(item)
    }
    const texts = batch.items.map((it) => it.json)
    const message = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(',')}]`
    try {
      await this.#link.publishReadings(message)
    } catch {
      this.#outbox.giveBack(batch)
      return
    }
    this.#outbox.acknowledge(batch)
    this.#acked += batch.items.length
    this.#options.onAcked?.(batch.items)
    this.#attempts = 0
    this.#letIn()
    // A copy is no reading: if it does not arrive, nothing is missing.
    if (batch.items.some((it) => it.twice)) await this.#link.publishReadings(message).catch(() => undefined)
  }

  #letIn(): void {
    for (const resolve of this.#roomWaiters.splice(0)) resolve()
  }
}
