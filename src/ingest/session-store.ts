import { Readable } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { EpochMs } from '../domain/time.ts'

/** A message on its way to a device, as Aedes hands it over. */
export interface Outgoing {
  readonly cmd: string
  readonly topic?: string
  readonly brokerId?: string
  readonly brokerCounter?: number
  messageId?: number
}

interface Subscription {
  readonly topic: string
  readonly qos: number
}

interface ClientRef {
  readonly id: string
}

interface Session {
  readonly subscriptions: Map<string, Subscription>
  outgoing: Outgoing[]
  /** Packet identifiers of QoS 2 publishes that are stored and wait for PUBREL. */
  readonly incoming: Set<number>
  touchedAtMs: EpochMs
}

interface Retained {
  readonly topic: string
  readonly payload: string | Buffer
}

export interface SessionStoreOptions {
  readonly clock: Clock
  readonly maxSessionsPerDevice: number
  readonly expiryMs: number
  readonly maxQueued: number
  readonly maxQos2: number
  /** The device a session belongs to. */
  deviceOf(sessionId: string): string
  /** The device a topic belongs to. */
  ownerOf(topic: string): string | undefined
  /** Whether a device may hear this topic. */
  mayHear(deviceId: string, topic: string): boolean
  isConnected(sessionId: string): boolean
}

/**
 * What Aedes remembers between connections ("persistence"), bounded in every direction: sessions per device and their
 * age, messages waiting for a device, QoS 2 handshakes. Filters are exact topics, since a device may hear its own two
 * and no others; whatever else is in a SUBSCRIBE is not kept. It lives in memory: after a restart a device subscribes
 * again and finds what was retained for it, which the service publishes anew.
 */
export class SessionStore {
  readonly #options: SessionStoreOptions
  /** By full client id. */
  readonly #sessions = new Map<string, Session>()
  /** Device → its sessions, longest untouched first. */
  readonly #byDevice = new Map<string, Set<string>>()
  readonly #retained = new Map<string, Retained>()

  constructor(options: SessionStoreOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#sessions.size
  }

  /** Ends the sessions of devices that stayed away too long. */
  sweep(): void {
    const { clock, expiryMs, isConnected } = this.#options
    const nowMs = clock.now()
    for (const [id, session] of [...this.#sessions]) {
      if (isConnected(id)) session.touchedAtMs = nowMs
      else if (nowMs - session.touchedAtMs > expiryMs) this.#end(id)
    }
  }

  /** True for a QoS 2 publish that is stored already. */
  hasIncoming(sessionId: string, messageId: number): boolean {
    return this.#sessions.get(sessionId)?.incoming.has(messageId) ?? false
  }

  async setup(): Promise<void> {}

  async storeRetained(packet: Retained): Promise<void> {
    if (packet.payload.length === 0) this.#retained.delete(packet.topic)
    else this.#retained.set(packet.topic, { ...packet })
  }

  createRetainedStreamCombi(topics: readonly string[]): Readable {
    return Readable.from(topics.flatMap((it) => this.#retained.get(it) ?? []))
  }

  async addSubscriptions({ id }: ClientRef, subscriptions: readonly Subscription[]): Promise<void> {
    const { deviceOf, mayHear } = this.#options
    for (const it of subscriptions)
      if (mayHear(deviceOf(id), it.topic)) this.#open(id).subscriptions.set(it.topic, { ...it })
  }

  async removeSubscriptions({ id }: ClientRef, topics: readonly string[]): Promise<void> {
    const session = this.#sessions.get(id)
    for (const topic of topics) session?.subscriptions.delete(topic)
  }

  async subscriptionsByClient({ id }: ClientRef): Promise<Subscription[]> {
    const session = this.#sessions.get(id)
    if (session === undefined) return []
    this.#touch(id, session)
    return [...session.subscriptions.values()].map((it) => ({ ...it }))
  }

  /** The sessions a QoS 1 or 2 message is kept for, whether their devices are connected or not. */
  async subscriptionsByTopic(topic: string): Promise<(Subscription & { clientId: string })[]> {
    const ids = this.#byDevice.get(this.#options.ownerOf(topic) ?? '') ?? []
    return [...ids].flatMap((clientId) => {
      const found = this.#sessions.get(clientId)?.subscriptions.get(topic)
      return found === undefined || found.qos === 0 ? [] : [{ ...found, clientId }]
    })
  }

  async cleanSubscriptions({ id }: ClientRef): Promise<void> {
    this.#end(id)
  }

  async outgoingEnqueue({ clientId }: { readonly clientId: string }, packet: Outgoing): Promise<void> {
    const session = this.#sessions.get(clientId)
    if (session === undefined) return
    session.outgoing.push({ ...packet })
    if (session.outgoing.length > this.#options.maxQueued) session.outgoing.shift()
  }

  async outgoingEnqueueCombi(subscriptions: readonly { clientId: string }[], packet: Outgoing): Promise<void> {
    for (const it of subscriptions) await this.outgoingEnqueue(it, packet)
  }

  /** Gives a kept message its packet identifier, or replaces it by the PUBREL that follows it. */
  async outgoingUpdate({ id }: ClientRef, packet: Outgoing): Promise<void> {
    const queue = this.#sessions.get(id)?.outgoing ?? []
    const sameMessage = queue.find(
      (it) => it.brokerId === packet.brokerId && it.brokerCounter === packet.brokerCounter && it.cmd === packet.cmd,
    )
    if (sameMessage !== undefined) {
      sameMessage.messageId = packet.messageId
      return
    }
    const index = queue.findIndex((it) => it.messageId === packet.messageId)
    if (index < 0 || packet.cmd === 'publish') throw new Error('the message is no longer kept: its queue was full')
    queue[index] = packet
  }

  async outgoingClearMessageId({ id }: ClientRef, packet: Outgoing): Promise<Outgoing | undefined> {
    const queue = this.#sessions.get(id)?.outgoing ?? []
    const index = queue.findIndex((it) => it.messageId === packet.messageId)
    return index < 0 ? undefined : queue.splice(index, 1)[0]
  }

  outgoingStream({ id }: ClientRef): Readable {
    return Readable.from([...(this.#sessions.get(id)?.outgoing ?? [])])
  }

  /** Only the identifier is kept: the publish itself is in the store by then. */
  async incomingStorePacket({ id }: ClientRef, packet: { readonly messageId: number }): Promise<void> {
    const { incoming } = this.#open(id)
    if (incoming.size >= this.#options.maxQos2) throw new Error('too many QoS 2 publishes wait for PUBREL')
    incoming.add(packet.messageId)
  }

  async incomingGetPacket({ id }: ClientRef, packet: { readonly messageId: number }): Promise<{ messageId: number }> {
    if (!this.hasIncoming(id, packet.messageId)) throw new Error('no such packet')
    return { messageId: packet.messageId }
  }

  async incomingDelPacket({ id }: ClientRef, packet: { readonly messageId: number }): Promise<void> {
    if (!this.#sessions.get(id)?.incoming.delete(packet.messageId)) throw new Error('no such packet')
  }

  async cleanIncoming({ id }: ClientRef): Promise<void> {
    const session = this.#sessions.get(id)
    session?.incoming.clear()
    if (session?.subscriptions.size === 0) this.#end(id)
  }

  // Wills are kept with their connection; other brokers' do not exist.
  async putWill(): Promise<void> {}
  async getWill(): Promise<undefined> {}
  async delWill(): Promise<undefined> {}
  streamWill(): Readable {
    return Readable.from([])
  }

  #open(id: string): Session {
    const found = this.#sessions.get(id)
    if (found !== undefined) {
      this.#touch(id, found)
      return found
    }
    const session = { subscriptions: new Map(), outgoing: [], incoming: new Set<number>(), touchedAtMs: 0 }
    this.#sessions.set(id, session)
    this.#touch(id, session)
    const ids = this.#byDevice.get(this.#options.deviceOf(id)) ?? new Set<string>()
    if (ids.size > this.#options.maxSessionsPerDevice) {
      const victim = [...ids].find((it) => it !== id && !this.#options.isConnected(it)) ?? [...ids][0]
      if (victim !== undefined) this.#end(victim)
    }
    return session
  }

  #touch(id: string, session: Session): void {
    session.touchedAtMs = this.#options.clock.now()
    const deviceId = this.#options.deviceOf(id)
    const ids = this.#byDevice.get(deviceId) ?? new Set()
    this.#byDevice.set(deviceId, ids)
    ids.delete(id)
    ids.add(id)
  }

  #end(id: string): void {
    this.#sessions.delete(id)
    const deviceId = this.#options.deviceOf(id)
    const ids = this.#byDevice.get(deviceId)
    ids?.delete(id)
    if (ids?.size === 0) this.#byDevice.delete(deviceId)
  }
}
