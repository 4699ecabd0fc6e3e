import type { IPublishPacket } from 'mqtt-packet'
import { YukibanError } from '../../errors.ts'
import type { DownLeaf, Downlink } from '../downlink.ts'
import { downTopic } from '../topics.ts'

/** A message the broker has not taken over by then is given up, ms (real time: it is the network that is waited for). */
const DEADLINE_MS = 30_000
/** Unacknowledged at once; brokers bound it too. */
const MAX_UNACKED = 64
/** Messages waiting for the broker; more are refused. */
const MAX_WAITING = 10_000
const MAX_PACKET_ID = 65_535
/** Packet id of our SUBSCRIBE, never given to a message. */
export const SUBSCRIBE_PACKET_ID = 1

interface Sending {
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
  /** undefined: not sent yet. */
  packetId: number | undefined
  resolve(): void
  reject(error: Error): void
  timer: NodeJS.Timeout | undefined
}

/** What it sends through while one is up. */
export interface Link {
  publish(packet: Omit<IPublishPacket, 'cmd'>): void
}

/** Messages to devices over the external broker: QoS 1, sent again on the next connection until acknowledged. */
export class DownlinkSender implements Downlink {
  readonly #waiting = new Set<Sending>()
  readonly #unacked = new Map<number, Sending>()
  #link: Link | undefined
  #lastPacketId = SUBSCRIBE_PACKET_ID
  #stopped = false
  readonly #deadlineMs: number

  constructor(deadlineMs: number = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs
  }

  publish(deviceId: string, leaf: DownLeaf, payload: string, { retain }: { retain: boolean }): Promise<void> {
    if (this.#stopped) return Promise.reject(unavailable('the service stops'))
    if (this.#waiting.size >= MAX_WAITING)
      return Promise.reject(unavailable(`${MAX_WAITING} messages wait for the broker`))
    return new Promise((resolve, reject) => {
      const sending: Sending = {
        topic: downTopic(deviceId, leaf),
        payload,
        retain,
        packetId: undefined,
        resolve,
        reject,
        timer: undefined,
      }
      sending.timer = setTimeout(() => {
        this.#drop(sending)
        reject(unavailable(`it did not take a message for ${deviceId} within ${this.#deadlineMs / 1000} s`))
        this.#fill()
      }, this.#deadlineMs)
      this.#waiting.add(sending)
      this.#fill()
    })
  }

  /** A connection is up: what its predecessor left unacknowledged is sent again first, in its old order. */
  attach(link: Link, sessionPresent: boolean): void {
    this.#link = link
    for (const [packetId, sending] of this.#unacked) this.#send(sending, packetId, sessionPresent)
    this.#fill()
  }

  detach(): void {
    this.#link = undefined
  }

  acked(packetId: number): void {
    const sending = this.#unacked.get(packetId)
    if (sending === undefined) return
    this.#drop(sending)
    sending.resolve()
    this.#fill()
  }

  stop(): void {
    this.#stopped = true
    for (const sending of [...this.#unacked.values(), ...this.#waiting]) {
      this.#drop(sending)
      sending.reject(unavailable('the service stops'))
    }
  }

  #fill(): void {
    for (const sending of this.#waiting) {
      if (this.#link === undefined || this.#unacked.size >= MAX_UNACKED) return
      this.#waiting.delete(sending)
      const packetId = this.#nextPacketId()
      sending.packetId = packetId
      this.#unacked.set(packetId, sending)
      this.#send(sending, packetId, false)
    }
  }

  #send({ topic, payload, retain }: Sending, messageId: number, dup: boolean): void {
    this.#link?.publish({ topic, payload, retain, qos: 1, dup, messageId })
  }

  #drop(sending: Sending): void {
    clearTimeout(sending.timer)
    this.#waiting.delete(sending)
    if (sending.packetId !== undefined) this.#unacked.delete(sending.packetId)
  }

  #nextPacketId(): number {
    do {
      this.#lastPacketId = this.#lastPacketId >= MAX_PACKET_ID ? SUBSCRIBE_PACKET_ID + 1 : this.#lastPacketId + 1
    } while (this.#unacked.has(this.#lastPacketId))
    return this.#lastPacketId
  }
}

function unavailable(why: string): YukibanError {
  return new YukibanError('broker-unavailable', `the MQTT broker is not available: ${why}`)
}
