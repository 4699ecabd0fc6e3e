import { connect, type MqttClient } from 'mqtt'
import { within } from './within.ts'

/** How an attempt to connect ended: `refused` by the broker (credentials), or `failed` on the way. */
export type ConnectOutcome = 'connected' | 'refused' | 'failed'

export interface LinkOptions {
  /** `mqtt://host:port` */
  readonly broker: string
  readonly deviceId: string
  readonly token: string
  /** Called when an established connection is lost, not when it is closed from here. */
  readonly onLost: () => void
  /** What the status says beside its state; absent: nothing. */
  readonly status?: () => Record<string, unknown>
  /** Called with a status the broker has acknowledged. */
  readonly onTold?: (status: Record<string, unknown>) => void
  /** Called with what comes down; absent: the device does not listen. */
  readonly onDownlink?: (leaf: 'config' | 'command', text: string) => void
}

const CONNECT_TIMEOUT_MS = 10_000
const KEEPALIVE_S = 60
/** CONNACK return code 3: not our fault, try again soon. */
const SERVER_UNAVAILABLE = 3

/**
 * One device's MQTT 3.1.1 connection, made anew each time: status retained as `online`, last will `offline`. What is
 * not acknowledged when it ends is the caller's to send again.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #statusTopic: string
  readonly #readingTopic: string
  #client: MqttClient | undefined
  #connecting: AbortController | undefined
  readonly #pending = new Set<(error: Error) => void>()

  constructor(options: LinkOptions) {
    this.#options = options
    this.#statusTopic = `yukiban/v1/${options.deviceId}/status`
    this.#readingTopic = `yukiban/v1/${options.deviceId}/reading`
  }

  get connected(): boolean {
    return this.#client !== undefined
  }

  /** Connects and announces itself. Never rejects. */
  async connect(): Promise<ConnectOutcome> {
    const { deviceId, token, broker } = this.#options
    const client = connect(broker, {
      clientId: deviceId,
      username: deviceId,
      password: token,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      will: { topic: this.#statusTopic, payload: Buffer.from(statusJson('offline')), qos: 1, retain: true },
    })
    this.#connecting = new AbortController()
    const outcome = await firstOutcome(client, this.#connecting.signal)
    this.#connecting = undefined
    if (outcome !== 'connected') {
      client.end(true)
      return outcome
    }
    this.#client = client
    client.on('close', () => this.#closed(client))
    try {
      await this.report()
      this.#listen(client)
      return 'connected'
    } catch {
      return 'failed'
    }
  }

  /** Tells the broker that the device is online and how it is; rejects when the connection ends first. */
  async report(): Promise<void> {
    const status = this.#options.status?.() ?? {}
    await this.#send(this.#statusTopic, JSON.stringify({ state: 'online', ...status }), true)
    this.#options.onTold?.(status)
  }

  /** Resolves when the broker has acknowledged the message; rejects when the connection ends first. */
  publishReadings(json: string): Promise<void> {
    return this.#send(this.#readingTopic, json, false)
  }

  /** Says goodbye and disconnects; at most `limitMs` for it. */
  async close(limitMs: number): Promise<void> {
    const client = this.#client
    if (client === undefined) return
    const goodbye = this.#send(this.#statusTopic, statusJson('offline'), true)
      .then(() => client.endAsync())
      .catch(() => undefined)
    this.#client = undefined
    await within(goodbye, limitMs)
    client.end(true)
  }

  /** Cuts the connection without a word, as a radio that loses power. */
  drop(): void {
    this.#connecting?.abort()
    const client = this.#client
    this.#client = undefined
    client?.end(true)
    this.#failPending()
  }

  /** Subscribes once the status is out, so that whoever answers it knows what the device has. */
  #listen(client: MqttClient): void {
    const { deviceId, onDownlink } = this.#options
    if (onDownlink === undefined) return
    const topics = { config: `yukiban/v1/${deviceId}/config`, command: `yukiban/v1/${deviceId}/command` }
    client.on('message', (topic, payload) => {
      if (this.#client !== client) return
      if (topic === topics.config) onDownlink('config', payload.toString())
      if (topic === topics.command) onDownlink('command', payload.toString())
    })
    client.subscribe(Object.values(topics), { qos: 1 }, () => {
      // A lost connection subscribes again when it is back; readings go up all the same.
    })
  }

  #send(topic: string, payload: string, retain: boolean): Promise<void> {
    const client = this.#client
    if (client === undefined) return Promise.reject(new Error('not connected'))
    return new Promise((resolve, reject) => {
      this.#pending.add(reject)
      client.publish(topic, payload, { qos: 1, retain }, (error) => {
        this.#pending.delete(reject)
        if (error === undefined || error === null) resolve()
        else reject(error)
      })
    })
  }

  #closed(client: MqttClient): void {
    const lost = this.#client === client
    client.end(true)
    if (!lost) return
    this.#client = undefined
    this.#failPending()
    this.#options.onLost()
  }

  #failPending(): void {
    for (const reject of this.#pending) reject(new Error('connection lost'))
    this.#pending.clear()
  }
}

function statusJson(state: 'online' | 'offline'): string {
  return JSON.stringify({ state })
}

function firstOutcome(client: MqttClient, cancelled: AbortSignal): Promise<ConnectOutcome> {
  return new Promise((resolve) => {
    cancelled.addEventListener('abort', () => resolve('failed'), { once: true })
    client.once('connect', () => resolve('connected'))
    client.once('close', () => setImmediate(resolve, 'failed'))
    client.on('error', (error) => {
      const refused = 'code' in error && typeof error.code === 'number' && error.code !== SERVER_UNAVAILABLE
      resolve(refused ? 'refused' : 'failed')
    })
  })
}
