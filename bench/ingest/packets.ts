/** MQTT 3.1.1 packets as bytes, made once: the load generator only patches numbers into them. */

const FIRST_SEQ = 1_000_000
const FIRST_AT_MS = 1_768_863_000_000
/** Packet ids are patched as two bytes and sequence and time as digits of fixed width. */
const SEQ_DIGITS = 7
const AT_DIGITS = 13

function field(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function packet(header: number, body: Buffer): Buffer {
  const length: number[] = []
  let rest = body.length
  do {
    const more = rest > 127 ? 128 : 0
    length.push((rest & 127) | more)
    rest >>= 7
  } while (rest > 0)
  return Buffer.concat([Buffer.from([header, ...length]), body])
}

/** CONNECT with a clean session and a keep-alive longer than any run. */
export function connectPacket(deviceId: string, token: string): Buffer {
  const flags = token === '' ? 0x02 : 0xc2
  const head = Buffer.concat([field('MQTT'), Buffer.from([4, flags, 0x02, 0x58]), field(deviceId)])
  const credentials = token === '' ? [] : [field(deviceId), field(token)]
  return packet(0x10, Buffer.concat([head, ...credentials]))
}

/** One device's PUBLISH with QoS 1 and 150 bytes of JSON; `patch` makes it the next one. */
export class PublishTemplate {
  readonly bytes: Buffer
  readonly #idAt: number
  readonly #seqAt: number
  readonly #timeAt: number

  constructor(deviceId: string) {
    const topic = field(`yukiban/v1/${deviceId}/reading`)
    const payload = Buffer.from(
      `{"boot":"bench","seq":${FIRST_SEQ},"at":${FIRST_AT_MS},"distance_mm":1873,"air_temp_c":-4.2,` +
        '"quality":183,"battery_v":3.61,"rssi_dbm":-97,"fw":"2.4.1"}',
    )
    this.bytes = packet(0x32, Buffer.concat([topic, Buffer.alloc(2), payload]))
    this.#idAt = this.bytes.indexOf(payload) - 2
    this.#seqAt = this.bytes.indexOf(`${FIRST_SEQ}`)
    this.#timeAt = this.bytes.indexOf(`${FIRST_AT_MS}`)
  }

  /** Writes message `number` (0, 1, …) with `packetId` into `target` at `offset`. */
  writeTo(target: Buffer, offset: number, packetId: number, number: number): void {
    this.bytes.copy(target, offset)
    target[offset + this.#idAt] = packetId >> 8
    target[offset + this.#idAt + 1] = packetId & 255
    digits(target, offset + this.#seqAt, SEQ_DIGITS, FIRST_SEQ + number)
    digits(target, offset + this.#timeAt, AT_DIGITS, FIRST_AT_MS + number * 1000)
  }
}

function digits(target: Buffer, offset: number, width: number, value: number): void {
  let rest = value
  for (let at = offset + width - 1; at >= offset; at--) {
    const tens = Math.floor(rest / 10)
    target[at] = 48 + rest - tens * 10
    rest = tens
  }
}

/** The number of a message by the `seq` its reading carries. */
export function messageNumber(seq: number): number {
  return seq - FIRST_SEQ
}
