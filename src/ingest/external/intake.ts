import type { IPublishPacket } from 'mqtt-packet'
import type { Clock } from '../../clock.ts'
import type { Acceptor, Done } from '../accept.ts'
import { type FrameLimits, frameOf, type Published, refusedFrame } from '../frame-of.ts'
import { deviceOf } from '../topics.ts'
import type { Connection } from './connection.ts'
import type { DeviceDirectory, Registration } from './device-directory.ts'
import { ReceiveWindow } from './receive-window.ts'

/** Quarantine's name for senders whose topic names no device; no id that can be registered. */
export const UNKNOWN_DEVICE = '_unknown'

/** Of a topic, this many characters are kept: more than any that is ours. */
const KEPT_TOPIC = 256

export interface IntakeDeps {
  readonly acceptor: Pick<Acceptor, 'take'>
  readonly directory: Pick<DeviceDirectory, 'find'>
  readonly clock: Clock
  readonly limits: FrameLimits
  /** Messages being stored at once. */
  readonly window: number
}

/**
 * From PUBLISH to its acknowledgement: who it is from, into the store, answered once durable. Many are under way at
 * once; above the window the socket is not read, which makes TCP and then the broker wait.
 *
 * QoS 2 is answered the same way (store, then PUBREC): a copy that comes again is a duplicate by its own key, so packet
 * ids need not be remembered across crashes. QoS 0 has no answer and is stored all the same.
 */
export class Intake {
  readonly #deps: IntakeDeps
  readonly #window: ReceiveWindow
  #connection: Connection | undefined
  #paused = false
  #closed = false
  readonly #onLeft = new Set<() => void>()

  constructor(deps: IntakeDeps) {
    this.#deps = deps
    this.#window = new ReceiveWindow(deps.window)
  }

  get inFlight(): number {
    return this.#window.messages
  }

  /** The connection that is read from now on. What came over an earlier one goes on, but can no longer be answered. */
  attach(connection: Connection): void {
    this.#connection = connection
    this.#paused = false
    if (this.#closed || this.#window.full) this.#pause()
  }

  receive(connection: Connection, packet: IPublishPacket, sizeBytes: number): void {
    const answer = packet.qos === 0 ? undefined : connection.acks.enter(packet.qos, packet.messageId ?? 0)
    if (packet.retain) {
      // The broker's copy of something published before we subscribed: no news, and no sign of life.
      if (answer !== undefined) connection.acks.settle(answer)
      return
    }
    const heldBytes = packet.payload.length
    this.#window.enter(heldBytes)
    if (this.#window.full) this.#pause()
    const topic = packet.topic.slice(0, KEPT_TOPIC)
    this.#store({ topic, payload: packet.payload, sizeBytes }, (error) => {
      // An error comes only when the service stops: what was not acknowledged, the broker keeps.
      if (error === null && answer !== undefined) connection.acks.settle(answer)
      this.#left(heldBytes)
    })
  }

  /** Reads no more. */
  close(): void {
    this.#closed = true
    this.#pause()
  }

  /** Resolves when everything received is durable. */
  drained(): Promise<void> {
    return this.#until(() => this.#window.messages === 0)
  }

  /** Resolves when there is room for more, or the signal aborts. */
  roomy(signal: AbortSignal): Promise<void> {
    return this.#until(() => this.#window.roomy || signal.aborted, signal)
  }

  #store(published: Published, done: Done): void {
    const deviceId = deviceOf(published.topic)
    if (deviceId === undefined) {
      const nowMs = this.#deps.clock.now()
      this.#deps.acceptor.take(refusedFrame(published, UNKNOWN_DEVICE, 'the topic names no device', nowMs), done)
      return
    }
    const registration = this.#deps.directory.find(deviceId)
    if (registration instanceof Promise) {
      registration.then((answer) => this.#storeFrom(deviceId, answer, published, done), done)
    } else this.#storeFrom(deviceId, registration, published, done)
  }

  /** A stranger's message is kept under the id it claims: visible there, and never a reading. */
  #storeFrom(deviceId: string, registration: Registration, published: Published, done: Done): void {
    const { acceptor, clock, limits } = this.#deps
    const nowMs = clock.now()
    const frame =
      registration === null
        ? refusedFrame(published, deviceId, `device ${deviceId} is not registered`, nowMs)
        : frameOf(published, deviceId, limits, nowMs, registration)
    acceptor.take(frame, done)
  }

  #left(bytes: number): void {
    this.#window.leave(bytes)
    for (const check of this.#onLeft) check()
    if (this.#paused && !this.#closed && this.#window.roomy) {
      this.#paused = false
      this.#connection?.resume()
    }
  }

  #until(met: () => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!met()) return
        this.#onLeft.delete(check)
        signal?.removeEventListener('abort', check)
        resolve()
      }
      this.#onLeft.add(check)
      signal?.addEventListener('abort', check)
      check()
    })
  }

  #pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.#connection?.pause()
  }
}
