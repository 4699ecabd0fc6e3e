import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { generate, type IPublishPacket, type Packet } from 'mqtt-packet'
import { AckQueue } from './ack-queue.ts'
import { PacketStream } from './packet-stream.ts'
import { brokerLabel, type ExternalBrokerConfig } from './settings.ts'

/** TCP, TLS, CONNACK and SUBACK must each have come by then, ms. */
const ANSWER_MS = 10_000

export interface ConnectionOptions {
  readonly broker: ExternalBrokerConfig
  readonly clientId: string
  /** PEM of the certificate authorities to trust; undefined: the usual public ones. */
  readonly ca: Buffer | undefined
  /** Longer packets are handed on shortened. */
  readonly maxPacketBytes: number
}

export interface ConnectionEvents {
  /** @param sizeBytes of the payload as sent; more than the packet holds when it was shortened. */
  publish(packet: IPublishPacket, sizeBytes: number): void
  puback(packetId: number): void
}

/** CONNACK return codes of MQTT 3.1.1 (table 3.1), with what to do about them. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'the broker does not speak MQTT 3.1.1',
  2: 'the broker refuses our client id; set YUKIBAN_MQTT_CLIENT_ID to one it allows',
  3: 'the broker says it is unavailable',
  4: 'the broker refuses the credentials (bad user name or password); correct YUKIBAN_MQTT_URL',
  5: 'the broker refuses the credentials (not authorised); correct YUKIBAN_MQTT_URL or the rights of this user',
}

/**
 * One network connection to the broker: CONNECT, SUBSCRIBE, keepalive, answers in order. It ends once, for a reason
 * that `ended` tells, and is never reused.
 *
 * Its timers are real time and do not go through Clock: the other end of the wire lives in real time, also while an
 * exercise simulates a storm night in minutes.
 */
export class Connection {
  readonly acks: AckQueue
  readonly ended: Promise<string>
  readonly #options: ConnectionOptions
  readonly #events: ConnectionEvents
  readonly #socket: Socket
  readonly #stream: PacketStream
  #conclude: (why: string) => void = () => {}
  #over = false
  #connack: ((packet: { returnCode: number; sessionPresent: boolean }) => void) | undefined
  /** Waiting for SUBACK or UNSUBACK, by packet id. */
  readonly #subacks = new Map<number, (granted: readonly number[]) => void>()
  #keepalive: NodeJS.Timeout | undefined
  #heard = true

  private constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#events = events
    this.ended = new Promise((resolve) => {
      this.#conclude = resolve
    })
    this.acks = new AckQueue((bytes) => this.#write(bytes))
    this.#stream = new PacketStream(
      options.maxPacketBytes,
      (packet, cutBytes) => this.#receive(packet, cutBytes),
      (error) => this.destroy(`the broker sent what is no MQTT 3.1.1: ${error.message}`),
    )
    const { host, port, tls } = options.broker
    this.#socket = tls
      ? connectTls({ host, port, ca: options.ca, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectTcp({ host, port })
    this.#socket.setNoDelay(true)
    this.#socket.on('error', (error) => this.destroy(`${brokerLabel(options.broker)}: ${textOf(error)}`))
    this.#socket.on('close', () => this.destroy('the broker closed the connection'))
  }

  /**
   * Connects and logs in, taking up the session the broker kept for `clientId`.
   * Rejects with an Error whose message says what to correct.
   */
  static async open(
    options: ConnectionOptions,
    events: ConnectionEvents,
    signal: AbortSignal,
  ): Promise<{ connection: Connection; sessionPresent: boolean }> {
    const connection = new Connection(options, events)
    const stop = () => connection.destroy('the service stops')
    signal.addEventListener('abort', stop, { once: true })
    try {
      if (signal.aborted) stop()
      return { connection, sessionPresent: await connection.#logIn() }
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  /** Asks for `filters` at QoS 1. @returns the QoS granted for each; 128 where the broker refuses. */
  subscribe(packetId: number, filters: readonly string[]): Promise<readonly number[]> {
    return this.#answer<readonly number[]>('no SUBACK', (resolve) => {
      this.#subacks.set(packetId, resolve)
      const subscriptions = filters.map((topic) => ({ topic, qos: 1 as const }))
      this.#write(generate({ cmd: 'subscribe', messageId: packetId, subscriptions }))
    })
  }

  /** Resolves at the UNSUBACK, which comes for filters that were never asked for too. */
  async unsubscribe(packetId: number, filters: readonly string[]): Promise<void> {
    await this.#answer<readonly number[]>('no UNSUBACK', (resolve) => {
      this.#subacks.set(packetId, resolve)
      this.#write(generate({ cmd: 'unsubscribe', messageId: packetId, unsubscriptions: [...filters] }))
    })
  }

  publish(packet: Omit<IPublishPacket, 'cmd'>): void {
    this.#write(generate({ cmd: 'publish', ...packet }))
  }

  /** Stops reading, so that TCP slows the broker down. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    // What the broker said meanwhile is still to be read: its silence starts counting now.
    this.#heard = true
    this.#socket.resume()
  }

  /** Says goodbye; the broker keeps the session. */
  async close(): Promise<void> {
    if (this.#over) return
    this.#write(generate({ cmd: 'disconnect' }))
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    this.#finish('closed')
    this.#socket.end()
    this.#socket.resume()
    const impatient = setTimeout(() => this.#socket.destroy(), 1000)
    await closed
    clearTimeout(impatient)
  }

  destroy(why: string): void {
    this.#finish(why)
    this.#socket.destroy()
  }

  #finish(why: string): void {
    if (this.#over) return
    this.#over = true
    clearInterval(this.#keepalive)
    this.#conclude(why)
  }

  async #logIn(): Promise<boolean> {
    const { broker, clientId } = this.#options
    await this.#answer<void>('no connection', (resolve) => {
      this.#socket.once(broker.tls ? 'secureConnect' : 'connect', () => resolve())
    })
    const { returnCode, sessionPresent } = await this.#answer<{ returnCode: number; sessionPresent: boolean }>(
      'no CONNACK',
      (resolve) => {
        this.#connack = resolve
        this.#socket.on('data', (chunk) => this.#stream.push(chunk))
        this.#write(
          generate({
            cmd: 'connect',
            protocolId: 'MQTT',
            protocolVersion: 4,
            clean: false,
            clientId,
            keepalive: Math.ceil(broker.keepaliveMs / 1000),
            ...(broker.username === null ? {} : { username: broker.username }),
            ...(broker.password === null ? {} : { password: Buffer.from(broker.password) }),
          }),
        )
      },
    )
    if (returnCode !== 0) {
      const why = REFUSALS[returnCode] ?? `the broker refuses with CONNACK code ${returnCode}`
      this.destroy(why)
      throw new Error(why)
    }
    this.#keepalive = setInterval(() => this.#ping(), broker.keepaliveMs / 2)
    return sessionPresent
  }

  /** Waits for something the broker owes us; rejects when the connection ends first or it takes too long. */
  #answer<T>(missing: string, ask: (resolve: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.destroy(`${missing} within ${ANSWER_MS / 1000} s`), ANSWER_MS)
      void this.ended.then((why) => {
        clearTimeout(timer)
        reject(new Error(why))
      })
      ask((value) => {
        clearTimeout(timer)
        resolve(value)
      })
    })
  }

  #receive(packet: Packet, cutBytes: number): void {
    this.#heard = true
    switch (packet.cmd) {
      case 'publish':
        this.#events.publish(packet, packet.payload.length + cutBytes)
        return
      case 'puback':
        this.#events.puback(packet.messageId ?? 0)
        return
      case 'pubrel':
        // Stored before its PUBREC already; a stray one is answered too, else the broker would keep it for ever.
        this.#write(generate({ cmd: 'pubcomp', messageId: packet.messageId ?? 0 }))
        return
      case 'connack':
        this.#connack?.({ returnCode: packet.returnCode ?? 0, sessionPresent: packet.sessionPresent })
        return
      case 'suback': {
        const id = packet.messageId ?? 0
        const granted = packet.granted.map((it) => (typeof it === 'number' ? it : 128))
        this.#subacks.get(id)?.(granted)
        this.#subacks.delete(id)
        return
      }
      case 'unsuback':
        this.#subacks.get(packet.messageId ?? 0)?.([])
        this.#subacks.delete(packet.messageId ?? 0)
        return
      default:
        return
    }
  }

  /** Twice per keepalive. While we do not read, we cannot hear, and silence proves nothing. */
  #ping(): void {
    if (!this.#heard && !this.#socket.isPaused()) {
      this.destroy(`the broker has been silent for ${this.#options.broker.keepaliveMs / 1000} s`)
      return
    }
    this.#heard = false
    this.#write(generate({ cmd: 'pingreq' }))
  }

  #write(bytes: Buffer): void {
    if (!this.#over && this.#socket.writable) this.#socket.write(bytes)
  }
}

/** Node leaves the message empty when several addresses were tried. */
function textOf(error: Error & { code?: string }): string {
  return error.message === '' ? (error.code ?? error.name) : error.message
}
