import { connect, type Socket } from 'node:net'
import type { Histogram } from './histogram.ts'
import { connectPacket, PublishTemplate } from './packets.ts'

const CONNACK = 0x20
const PUBACK = 0x40
const ACK_BYTES = 4

export interface Credentials {
  readonly id: string
  readonly token: string
}

/** What one device knows was acknowledged: the `sent` messages from `first` on but for `unacked`. */
export interface Account {
  readonly device: string
  readonly first: number
  readonly sent: number
  readonly unacked: readonly number[]
  /** Messages of an earlier load that were sent again and acknowledged now. */
  readonly resent: readonly number[]
}

/**
 * One connection of the load: keeps `window` publishes in flight, each slot with its own packet id, and sends the next
 * message of a slot when its PUBACK arrives. All PUBACKs of one read are answered with one write.
 */
export class LoadDevice {
  readonly #credentials: Credentials
  readonly #window: number
  readonly #template: PublishTemplate
  readonly #latency: Histogram
  readonly #sentAtMs: Float64Array
  readonly #number: Int32Array
  readonly #out: Buffer
  #rest = Buffer.alloc(0)
  #socket: Socket | undefined
  readonly #first: number
  #next: number
  #limit = Number.POSITIVE_INFINITY
  #running = false
  readonly #resend: number[]
  readonly #resent: number[] = []
  acked = 0

  /** @param first number of the first message. @param resend what is sent again before it. */
  constructor(credentials: Credentials, window: number, latency: Histogram, first = 0, resend: readonly number[] = []) {
    this.#resend = [...resend]
    this.#first = first
    this.#next = first
    this.#credentials = credentials
    this.#window = window
    this.#template = new PublishTemplate(credentials.id)
    this.#latency = latency
    this.#sentAtMs = new Float64Array(window + 1)
    this.#number = new Int32Array(window + 1).fill(-1)
    this.#out = Buffer.alloc(this.#template.bytes.length * window)
  }

  /** Resolves at the CONNACK; rejects when refused or closed before it. */
  connect(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const onread = {
        buffer: Buffer.alloc(4096),
        callback: (length: number, buffer: Uint8Array) => read(length, buffer),
      }
      const socket = connect({ host: '127.0.0.1', port, onread, noDelay: true })
      this.#socket = socket
      let connected = false
      const read = (length: number, buffer: Uint8Array): boolean => {
        if (connected) return this.#acks(buffer.subarray(0, length))
        connected = buffer[0] === CONNACK && buffer[3] === 0
        if (connected) resolve()
        else reject(new Error(`${this.#credentials.id} was refused with code ${buffer[3]}`))
        return true
      }
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('closed')))
      socket.write(connectPacket(this.#credentials.id, this.#credentials.token))
    })
  }

  /** @param limit messages to send in all. */
  start(limit = Number.POSITIVE_INFINITY): void {
    this.#running = true
    this.#limit = this.#first + limit
    const nowMs = performance.now()
    let used = 0
    for (let slot = 1; slot <= this.#window && this.#next < this.#limit; slot++) used = this.#put(slot, used, nowMs)
    this.#flush(used)
  }

  /** Sends one message if a slot is free. */
  sendOne(): void {
    const slot = this.#number.indexOf(-1, 1)
    if (slot > 0) this.#flush(this.#put(slot, 0, performance.now()))
  }

  /** Sends nothing more; what is in flight may still be acknowledged. */
  pause(): void {
    this.#running = false
  }

  get idle(): boolean {
    return this.#number.every((it) => it < 0)
  }

  close(): void {
    this.#running = false
    this.#socket?.destroy()
  }

  account(): Account {
    const unacked = [...[...this.#number].filter((it) => it >= 0), ...this.#resend]
    const sent = this.#next - this.#first
    return { device: this.#credentials.id, first: this.#first, sent, unacked, resent: this.#resent }
  }

  #acks(chunk: Uint8Array): boolean {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const nowMs = performance.now()
    let used = 0
    let at = 0
    for (; at + ACK_BYTES <= bytes.length; at += ACK_BYTES) {
      if (bytes[at] !== PUBACK) throw new Error(`unexpected packet ${bytes[at]}`)
      const slot = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
      this.acked++
      this.#latency.add(nowMs - (this.#sentAtMs[slot] ?? 0))
      if ((this.#number[slot] ?? 0) < this.#first) this.#resent.push(this.#number[slot] ?? 0)
      this.#number[slot] = -1
      if (this.#running && this.#next < this.#limit) used = this.#put(slot, used, nowMs)
    }
    this.#rest = at === bytes.length ? this.#rest.subarray(0, 0) : Buffer.from(bytes.subarray(at))
    this.#flush(used)
    return true
  }

  #put(slot: number, used: number, nowMs: number): number {
    const number = this.#resend.shift() ?? this.#next++
    this.#template.writeTo(this.#out, used, slot, number)
    this.#number[slot] = number
    this.#sentAtMs[slot] = nowMs
    return used + this.#template.bytes.length
  }

  /** A copy: the socket may keep what it cannot send at once. */
  #flush(used: number): void {
    if (used > 0) this.#socket?.write(Buffer.from(this.#out.subarray(0, used)))
  }
}
