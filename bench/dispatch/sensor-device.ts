import { connect, type Socket } from 'node:net'
import { generate } from 'mqtt-packet'
import { connectPacket } from '../ingest/packets.ts'
import { distanceMm } from './depths.ts'

const CONNACK = 0x20
const PUBACK = 0x40
const ACK_BYTES = 4
const RECONNECT_MS = 100
const MAX_PACKET_ID = 65_535

/**
 * A sensor that publishes with QoS 1 and, like the real one, comes back after a broken connection and sends again what
 * was not acknowledged. It has no clock of its own: its readings count from when they are received.
 */
export class SensorDevice {
  readonly id: string
  readonly #token: string
  readonly #port: number
  readonly #onAcked: (number: number) => void
  /** By packet id, with the number of the reading. */
  readonly #unacked = new Map<number, { readonly number: number; readonly payload: string }>()
  #socket: Socket | undefined
  #connected = false
  #closed = false
  #rest = Buffer.alloc(0)
  #next = 0

  /** @param onAcked called with the number that `send` gave. */
  constructor(id: string, token: string, port: number, onAcked: (number: number) => void) {
    this.id = id
    this.#token = token
    this.#port = port
    this.#onAcked = onAcked
  }

  /** Resolves at the first CONNACK. */
  connect(): Promise<void> {
    return new Promise((resolve) => this.#open(resolve))
  }

  /** Publishes a depth, now or as soon as there is a connection. @returns the reading's number: 0, 1, … */
  send(depthCm: number): number {
    const number = this.#next++
    const packetId = (number % MAX_PACKET_ID) + 1
    const payload = JSON.stringify({
      boot: 'bench',
      seq: number,
      distance_mm: distanceMm(depthCm),
      air_temp_c: -4.2,
      quality: 183,
      battery_v: 3.61,
      rssi_dbm: -97,
    })
    this.#unacked.set(packetId, { number, payload })
    if (this.#connected) this.#write(packetId, payload, false)
    return number
  }

  close(): void {
    this.#closed = true
    this.#socket?.destroy()
  }

  #write(messageId: number, payload: string, dup: boolean): void {
    const topic = `yukiban/v1/${this.id}/reading`
    this.#socket?.write(generate({ cmd: 'publish', qos: 1, dup, retain: false, messageId, topic, payload }))
  }

  #open(onConnected: () => void): void {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true })
    this.#socket = socket
    this.#rest = Buffer.alloc(0)
    socket.on('connect', () => socket.write(connectPacket(this.id, this.#token)))
    socket.on('data', (chunk) => {
      const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
      let at = 0
      for (; at + ACK_BYTES <= bytes.length; at += ACK_BYTES)
        this.#take(bytes.subarray(at, at + ACK_BYTES), onConnected)
      this.#rest = Buffer.from(bytes.subarray(at))
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#connected = false
      if (!this.#closed) setTimeout(() => this.#closed || this.#open(onConnected), RECONNECT_MS)
    })
  }

  #take(packet: Buffer, onConnected: () => void): void {
    if (packet[0] === CONNACK && packet[3] === 0) {
      this.#connected = true
      for (const [packetId, { payload }] of this.#unacked) this.#write(packetId, payload, true)
      onConnected()
    } else if (packet[0] === PUBACK) {
      const packetId = packet.readUInt16BE(2)
      const reading = this.#unacked.get(packetId)
      if (reading === undefined) return
      this.#unacked.delete(packetId)
      this.#onAcked(reading.number)
    } else throw new Error(`${this.id} got an unexpected packet ${packet.toString('hex')}`)
  }
}
