import { connect, type Socket } from 'node:net'
import type { Credentials } from '../ingest/device.ts'
import { connectPacket } from '../ingest/packets.ts'
import { mutate, type Random } from './mutate.ts'

const CONNACK = 0x20
const ANSWER_TIMEOUT_MS = 10_000
/** Published before the sender waits for the acknowledgements. */
const WINDOW = 64

export interface FuzzCounts {
  packets: number
  payloads: number
  acknowledged: number
  /** Connections the broker ended. */
  refused: number
  /** Connections on which the broker went silent. */
  unanswered: number
}

/**
 * Talks to a broker as a device gone mad: one connection after the other, each sending either packets changed at random
 * or well-formed publishes whose payloads, topics and flags are. Ends each with a PINGREQ: the broker must answer it or
 * have closed the connection.
 */
export class Fuzzer {
  readonly #port: number
  readonly #credentials: Credentials
  readonly #random: Random
  readonly counts: FuzzCounts = { packets: 0, payloads: 0, acknowledged: 0, refused: 0, unanswered: 0 }

  constructor(port: number, credentials: Credentials, random: Random) {
    this.#port = port
    this.#credentials = credentials
    this.#random = random
  }

  /** One connection. */
  async round(): Promise<void> {
    if (this.#random() < 0.5) await this.#packets()
    else await this.#payloads()
  }

  /** Changed packets, before or after a good CONNECT, in one piece or cut anywhere. */
  async #packets(): Promise<void> {
    const { id, token } = this.#credentials
    const hello = connectPacket(id, token)
    const parts: Buffer[] = this.#random() < 0.7 ? [hello] : []
    const count = 1 + Math.floor(this.#random() * 60)
    for (let index = 0; index < count; index++) {
      const good = [hello, this.#publish(index + 1), ...OTHER_PACKETS][
        Math.floor(this.#random() * (2 + OTHER_PACKETS.length))
      ]
      parts.push(mutate(good ?? hello, this.#random))
      this.counts.packets++
    }
    await this.#talk(Buffer.concat(parts), false)
  }

  async #payloads(): Promise<void> {
    const parts = [connectPacket(this.#credentials.id, this.#credentials.token)]
    for (let id = 1; id <= WINDOW; id++) {
      parts.push(this.#publish(id, mutate(this.#reading(id), this.#random)))
      this.counts.payloads++
    }
    await this.#talk(Buffer.concat(parts), true)
  }

  #reading(seq: number): Buffer {
    const at = 1_768_863_000_000 + Math.floor(this.#random() * 1e9)
    return Buffer.from(`{"boot":"fuzz","seq":${seq},"at":${at},"distance_mm":1873,"air_temp_c":-4.2,"battery_v":3.6}`)
  }

  #publish(packetId: number, payload = this.#reading(packetId)): Buffer {
    const topic = Buffer.from(`yukiban/v1/${this.#credentials.id}/${this.#random() < 0.9 ? 'reading' : 'status'}`)
    const body = Buffer.concat([
      Buffer.from([topic.length >> 8, topic.length & 255]),
      topic,
      Buffer.from([packetId >> 8, packetId & 255]),
      payload,
    ])
    const length: number[] = []
    for (let rest = body.length; rest > 0 || length.length === 0; rest >>= 7)
      length.push((rest & 127) | (rest > 127 ? 128 : 0))
    return Buffer.concat([Buffer.from([0x32, ...length]), body])
  }

  /** Sends and waits: for the answer to a ping where all before it is well-formed, else for a close or silence. */
  #talk(bytes: Buffer, wellFormed: boolean): Promise<void> {
    return new Promise((resolve) => {
      const socket: Socket = connect({ host: '127.0.0.1', port: this.#port })
      let over = false
      const end = () => {
        over = true
        clearTimeout(timer)
        socket.destroy()
        resolve()
      }
      // What is cut off may lack bytes for ever: then the broker rightly waits.
      const timer = setTimeout(
        () => {
          if (wellFormed) this.counts.unanswered++
          end()
        },
        wellFormed ? ANSWER_TIMEOUT_MS : 20 + this.#random() * 30,
      )
      let answers = 0
      socket.on('data', (data) => {
        answers += data.length
        // CONNACK, then a PUBACK for every publish.
        if (wellFormed && data[0] === CONNACK && data[3] !== 0) end()
        if (wellFormed && answers >= 4 + 4 * WINDOW) {
          this.counts.acknowledged += WINDOW
          end()
        }
      })
      socket.on('close', () => {
        if (!over) this.counts.refused++
        end()
      })
      socket.on('error', () => {})
      socket.write(bytes)
    })
  }
}

const OTHER_PACKETS = [
  Buffer.from([0xc0, 0x00]),
  Buffer.from([0xe0, 0x00]),
  Buffer.from([0x82, 0x0a, 0x00, 0x01, 0x00, 0x05, 0x61, 0x2f, 0x62, 0x2f, 0x23, 0x01]),
  Buffer.from([0xa2, 0x07, 0x00, 0x01, 0x00, 0x03, 0x61, 0x2f, 0x62]),
  Buffer.from([0x40, 0x02, 0x00, 0x01]),
  Buffer.from([0x62, 0x02, 0x00, 0x01]),
  Buffer.from([0x50, 0x02, 0x00, 0x01]),
]
