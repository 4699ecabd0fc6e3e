import { type Packet, type Parser, parser } from 'mqtt-packet'

/**
 * What is kept of a PUBLISH that is longer than allowed: the longest possible topic, packet id and their lengths, and
 * 1 KiB of the payload.
 */
const KEPT_BODY_BYTES = 65_535 + 2 + 2 + 1024
/** A packet's length takes at most four bytes (MQTT 3.1.1, section 2.2.3). */
const MAX_LENGTH_BYTES = 4

/** @param cutBytes how much of the end of its payload was thrown away; 0 for nearly all. */
export type OnPacket = (packet: Packet, cutBytes: number) => void

/**
 * Bytes of the broker → packets. A consumer cannot refuse a packet: closing the connection over one that is too long
 * would only have it sent again, for ever. So its end is thrown away unread, and it is handed on as shortened; memory
 * stays bounded and the message can be quarantined and acknowledged.
 */
export class PacketStream {
  readonly #parser: Parser = parser({ protocolVersion: 4 })
  readonly #limitBytes: number
  #onError: ((error: Error) => void) | undefined
  /** The beginning of a fixed header whose end has not arrived. */
  #held: Buffer | undefined
  /** Bytes still to come of the current packet and to be parsed. */
  #keep = 0
  /** Bytes of the current packet to be thrown away after those. */
  #cut = 0
  /** Bytes being thrown away now. */
  #skip = 0
  /** `cut` of the packet the parser is about to emit. */
  #emitting = 0

  /** @param limitBytes longer packets are shortened; values below 66 KiB count as that. */
  constructor(limitBytes: number, onPacket: OnPacket, onError: (error: Error) => void) {
    this.#limitBytes = Math.max(limitBytes, KEPT_BODY_BYTES)
    this.#onError = onError
    this.#parser.on('packet', (packet) => onPacket(packet, this.#emitting))
    this.#parser.on('error', (error: Error) => this.#fail(error))
  }

  /** Parses a chunk; `onPacket` is called before this returns. After an error everything is ignored. */
  push(chunk: Buffer): void {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = undefined
    let from = 0
    let at = 0
    while (at < bytes.length && this.#onError !== undefined) {
      if (this.#keep > 0) {
        const taken = Math.min(this.#keep, bytes.length - at)
        this.#keep -= taken
        at += taken
        if (this.#keep > 0 || this.#cut === 0) continue
        this.#feed(bytes.subarray(from, at), this.#cut)
        from = at
        this.#skip = this.#cut
        this.#cut = 0
        continue
      }
      if (this.#skip > 0) {
        const taken = Math.min(this.#skip, bytes.length - at)
        this.#skip -= taken
        at += taken
        from = at
        continue
      }
      const header = readHeader(bytes, at)
      if (header === 'partial') {
        this.#feed(bytes.subarray(from, at))
        this.#held = Buffer.from(bytes.subarray(at))
        return
      }
      if (header === 'malformed') {
        this.#fail(new Error('malformed packet length'))
        return
      }
      if (header.length <= this.#limitBytes) {
        this.#keep = header.length
        at += header.size
        continue
      }
      this.#feed(bytes.subarray(from, at))
      this.#feed(headerOf(bytes[at] ?? 0, KEPT_BODY_BYTES))
      at += header.size
      from = at
      this.#keep = KEPT_BODY_BYTES
      this.#cut = header.length - KEPT_BODY_BYTES
    }
    this.#feed(bytes.subarray(from))
  }

  #feed(bytes: Buffer, cutBytes = 0): void {
    if (bytes.length === 0 || this.#onError === undefined) return
    this.#emitting = cutBytes
    this.#parser.parse(bytes)
    this.#emitting = 0
  }

  #fail(error: Error): void {
    const onError = this.#onError
    this.#onError = undefined
    onError?.(error)
  }
}

/** The length of the packet whose fixed header starts at `at`, and the size of that header, bytes. */
function readHeader(bytes: Buffer, at: number): { length: number; size: number } | 'partial' | 'malformed' {
  let length = 0
  for (let index = 0; index < MAX_LENGTH_BYTES; index++) {
    const byte = bytes[at + 1 + index]
    if (byte === undefined) return 'partial'
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { length, size: 2 + index }
  }
  return 'malformed'
}

function headerOf(firstByte: number, length: number): Buffer {
  const bytes = [firstByte]
  let left = length
  do {
    const low = left % 128
    left = Math.floor(left / 128)
    bytes.push(left > 0 ? low | 0x80 : low)
  } while (left > 0)
  return Buffer.from(bytes)
}
