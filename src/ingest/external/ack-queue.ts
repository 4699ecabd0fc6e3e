/** First byte of the packet that answers a PUBLISH (MQTT 3.1.1, table 2.1): PUBACK for QoS 1, PUBREC for QoS 2. */
const PUBACK = 0x40
const PUBREC = 0x50
const ACK_BYTES = 4

/** A publish that has not been answered. */
export interface Unanswered {
  readonly firstByte: number
  readonly packetId: number
  settled: boolean
}

/**
 * Answers the publishes of one connection in the order they came (MQTT 3.1.1, section 4.6), however the store finishes
 * them; answers that become possible together leave in one write.
 */
export class AckQueue {
  readonly #write: (bytes: Buffer) => void
  #queue: Unanswered[] = []
  /** Index of the oldest; what is before it has been answered. */
  #head = 0
  #scheduled = false
  #sent = 0

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write
  }

  /** How many were answered so far. */
  get sent(): number {
    return this.#sent
  }

  enter(qos: 1 | 2, packetId: number): Unanswered {
    const unanswered = { firstByte: qos === 1 ? PUBACK : PUBREC, packetId, settled: false }
    this.#queue.push(unanswered)
    return unanswered
  }

  /** May be answered from now on: it is durable. */
  settle(unanswered: Unanswered): void {
    unanswered.settled = true
    if (this.#scheduled || this.#queue[this.#head] !== unanswered) return
    this.#scheduled = true
    // A commit settles hundreds in a row: after all of them.
    queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    this.#scheduled = false
    let end = this.#head
    while (this.#queue[end]?.settled === true) end++
    const bytes = Buffer.allocUnsafe((end - this.#head) * ACK_BYTES)
    for (let index = this.#head, at = 0; index < end; index++, at += ACK_BYTES) {
      const it = this.#queue[index]
      if (it === undefined) continue
      bytes[at] = it.firstByte
      bytes[at + 1] = ACK_BYTES - 2
      bytes.writeUInt16BE(it.packetId, at + 2)
    }
    this.#sent += end - this.#head
    this.#head = end
    if (this.#head === this.#queue.length || this.#head > 4096) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    if (bytes.length > 0) this.#write(bytes)
  }
}
