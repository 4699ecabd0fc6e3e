import type { Aedes, Client } from 'aedes'
import { YukibanError } from '../errors.ts'
import { say } from '../problems/say.ts'
import { DOWN_LEAVES, type DownLeaf, type Downlink } from './downlink.ts'
import { downTopic } from './topics.ts'

/** A granted quality of service; a refused subscription has 128. */
const MAX_QOS = 2

/**
 * The way down to devices on our own broker: straight to the connections that listen, never through Aedes' routing or
 * its retained messages, so that nothing is kept for devices that are away.
 */
export class EmbeddedDownlink implements Downlink {
  /** Down topic → connections that listen to it now. */
  readonly #listeners = new Map<string, Set<Client>>()
  readonly #onSubscribed: (deviceId: string, leaf: DownLeaf) => void

  /** @param onSubscribed a device has begun to listen: it has our SUBACK, or its session was restored. */
  constructor(aedes: Aedes, onSubscribed: (deviceId: string, leaf: DownLeaf) => void) {
    this.#onSubscribed = onSubscribed
    aedes.on('subscribe', (subscriptions, client) => {
      for (const { topic, qos } of subscriptions) if (qos <= MAX_QOS) this.#listen(client, topic)
    })
    aedes.on('unsubscribe', (topics, client) => {
      for (const topic of topics) this.#forget(client, topic)
    })
    // A session that continues does not subscribe again.
    aedes.on('clientReady', (client) => {
      for (const topic of topicsOf(client)) this.#listen(client, topic)
    })
  }

  reachable(deviceId: string, leaf: DownLeaf): boolean {
    return this.#listeners.has(downTopic(deviceId, leaf))
  }

  async publish(deviceId: string, leaf: DownLeaf, payload: string): Promise<void> {
    const topic = downTopic(deviceId, leaf)
    const listeners = [...(this.#listeners.get(topic) ?? [])]
    if (listeners.length === 0)
      throw new YukibanError('conflict', say('device-not-listening', { device: deviceId, leaf }))
    for (const listener of listeners) send(listener, topic, payload)
  }

  #listen(client: Client, topic: string): void {
    const target = targetOf(topic)
    if (target === undefined || client.closed) return
    const clients = this.#listeners.get(topic) ?? new Set()
    if (!clients.has(client)) client.conn.once('close', () => this.#forget(client, topic))
    this.#listeners.set(topic, clients.add(client))
    this.#onSubscribed(target.deviceId, target.leaf)
  }

  #forget(client: Client, topic: string): void {
    const clients = this.#listeners.get(topic)
    clients?.delete(client)
    if (clients?.size === 0) this.#listeners.delete(topic)
  }
}

/** What a connection listens to, by Aedes' own book. */
function topicsOf(client: Client): string[] {
  return Object.keys((client as unknown as { subscriptions?: object }).subscriptions ?? {})
}

function targetOf(topic: string): { deviceId: string; leaf: DownLeaf } | undefined {
  const [, , deviceId = ''] = topic.split('/')
  const leaf = DOWN_LEAVES.find((it) => downTopic(deviceId, it) === topic)
  return leaf === undefined ? undefined : { deviceId, leaf }
}

/** Into the connection's own buffer: whether it reads is for the broker's drain limit, and nobody waits for it. */
function send(client: Client, topic: string, payload: string): void {
  client.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => {
    // A connection that broke says so itself; the device is handed the message again when it is back.
  })
}
