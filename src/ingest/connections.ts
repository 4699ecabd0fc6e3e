import type { Duplex } from 'node:stream'
import type { Client } from 'aedes'
import type { Encoding } from '../domain/device.ts'
import type { ConnectionAcks } from './ack-writers.ts'
import type { Admitted } from './admission.ts'
import type { ConnectRefusal, Credential } from './credentials.ts'
import type { ReadGate } from './read-gate.ts'
import type { RefusalReason } from './refusals.ts'

/** One connection, from its first byte to its last will. */
export interface Connection {
  readonly client: Client
  readonly conn: Duplex
  readonly admitted: Admitted
  readonly remote: string | undefined
  readonly certificateNames: readonly string[] | null
  readonly gate: ReadGate
  readonly acks: ConnectionAcks
  /** Set once it has shown who it is. */
  identity: Identity | undefined
  /** Found while the CONNECT was read; answered once a CONNACK can be sent. */
  refusal: ConnectRefusal | undefined
  /** It is said and counted already that it ends, and why. */
  isTurnedAway: boolean
}

export interface Identity {
  readonly deviceId: string
  /** Client id with its device in front, as Aedes knows it. */
  readonly sessionId: string
  readonly credential: Credential
  /** How its messages are decoded; follows its registration. */
  encoding: Encoding
}

export type Identified = Connection & { readonly identity: Identity }

/**
 * Who is connected, by connection. Aedes keeps its clients by id, and a connection that is closing takes its successor
 * of the same id off that list; nothing here depends on it.
 */
export class Connections {
  readonly #open = new Map<Client, Connection>()
  /** Outlives the socket, since a last will is published after it has closed. */
  readonly #owners = new WeakMap<Client, Connection>()
  readonly #byDevice = new Map<string, Set<Identified>>()
  readonly #maxPerDevice: number
  readonly #turnAway: (connection: Connection, reason: RefusalReason, why: string) => void

  /** @param turnAway counts, says why, and ends the connection. */
  constructor(maxPerDevice: number, turnAway: (connection: Connection, reason: RefusalReason, why: string) => void) {
    this.#maxPerDevice = maxPerDevice
    this.#turnAway = turnAway
  }

  get size(): number {
    return this.#open.size
  }

  add(connection: Connection): void {
    this.#open.set(connection.client, connection)
    this.#owners.set(connection.client, connection)
    connection.conn.once('close', () => this.#remove(connection))
  }

  of(client: Client | null): Connection | undefined {
    return client === null ? undefined : this.#owners.get(client)
  }

  all(): Connection[] {
    return [...this.#open.values()]
  }

  ofDevice(deviceId: string): Identified[] {
    return [...(this.#byDevice.get(deviceId) ?? [])]
  }

  identified(): Identified[] {
    return [...this.#byDevice.values()].flatMap((it) => [...it])
  }

  isConnected(deviceId: string, sessionId: string): boolean {
    return this.ofDevice(deviceId).some((it) => it.identity.sessionId === sessionId)
  }

  /**
   * The connection has shown who it is. It takes over from an older one with the same client id [MQTT-3.1.4-2], and from
   * the oldest of its device when there are too many.
   */
  identify(connection: Connection, identity: Identity): void {
    const others = this.ofDevice(identity.deviceId)
    for (const it of others)
      if (it.identity.sessionId === identity.sessionId)
        this.#end(it, 'taken-over', 'the device connected again with the same client id')
    const [oldest] = this.ofDevice(identity.deviceId)
    if (oldest !== undefined && this.ofDevice(identity.deviceId).length >= this.#maxPerDevice)
      this.#end(oldest, 'device-connections', `the device has more than ${this.#maxPerDevice} connections`)
    connection.identity = identity
    const mine = this.#byDevice.get(identity.deviceId) ?? new Set()
    mine.add(connection as Identified)
    this.#byDevice.set(identity.deviceId, mine)
  }

  /** Out of the register at once: its socket closes only later. */
  #end(connection: Identified, reason: RefusalReason, why: string): void {
    this.#remove(connection)
    this.#turnAway(connection, reason, why)
  }

  #remove(connection: Connection): void {
    this.#open.delete(connection.client)
    const { identity } = connection
    if (identity === undefined) return
    const mine = this.#byDevice.get(identity.deviceId)
    mine?.delete(connection as Identified)
    if (mine?.size === 0) this.#byDevice.delete(identity.deviceId)
  }
}
