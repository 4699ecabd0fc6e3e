import { readFileSync } from 'node:fs'
import type { IPublishPacket } from 'mqtt-packet'
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { type EpochMs, toIso } from '../../domain/time.ts'
import { YukibanError } from '../../errors.ts'
import type { Db } from '../../store/database.ts'
import type { Acceptor } from '../accept.ts'
import type { Downlink } from '../downlink.ts'
import { keptClientId } from './client-id.ts'
import { Connection } from './connection.ts'
import { DeviceDirectory, pause } from './device-directory.ts'
import { DownlinkSender } from './downlink-sender.ts'
import { Intake } from './intake.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'
import { brokerLabel, type ExternalBrokerConfig } from './settings.ts'
import { subscribeToUplinks } from './subscribe.ts'

/** A connection that lasted this long was a good one, ms. */
const STABLE_MS = 5000
/** At the end, what is being stored gets this long to be acknowledged, ms; the rest comes again. */
const DRAIN_MS = 2000

export interface ExternalBrokerDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly config: Config
  readonly broker: ExternalBrokerConfig
  readonly acceptor: Acceptor
  /** In [0, 1), for spreading reconnections. */
  random(): number
}

export interface ExternalBrokerStats {
  readonly connected: boolean
  /** Connections that were made and subscribed so far; the first one counts. */
  readonly connects: number
  /** Received and not durable yet. */
  readonly inFlight: number
  readonly acknowledged: number
}

/**
 * The service as consumer of a broker it does not run: one connection with a kept session, subscribed by share, every
 * message acknowledged once it is durable and not before. It keeps trying for as long as it lives.
 * docs/adr/0006-external-broker.md.
 */
export class ExternalBroker {
  /** Without credentials. */
  readonly url: string
  readonly clientId: string
  readonly #deps: ExternalBrokerDeps
  readonly #ca: Buffer | undefined
  readonly #stop = new AbortController()
  readonly #intake: Intake
  readonly #downlink = new DownlinkSender()
  readonly #running: Promise<void>
  #connection: Connection | undefined
  #why: string | undefined = 'not connected yet'
  #sinceMs: EpochMs
  #failures = 0
  #connects = 0
  #acknowledged = 0

  /** Throws `config-invalid` when the CA file cannot be read, `store-unavailable` when no client id can be kept. */
  constructor(deps: ExternalBrokerDeps) {
    const { broker, config } = deps
    this.#deps = deps
    this.url = brokerLabel(broker)
    this.clientId = broker.clientId ?? keptClientId(config.dataDir)
    this.#ca = broker.caFile === null ? undefined : readCa(broker.caFile)
    this.#sinceMs = deps.clock.now()
    const directory = new DeviceDirectory(deps.db, deps.log, this.#stop.signal)
    this.#intake = new Intake({ ...deps, directory, limits: config.reading, window: broker.window })
    this.#running = this.#run()
  }

  get downlink(): Downlink {
    return this.#downlink
  }

  /** Why nothing arrives, and since when; undefined while connected. */
  get failure(): string | undefined {
    if (this.#why === undefined) return undefined
    return `no connection to ${this.url} since ${toIso(this.#sinceMs)}: ${this.#why}`
  }

  stats(): ExternalBrokerStats {
    return {
      connected: this.#why === undefined,
      connects: this.#connects,
      inFlight: this.#intake.inFlight,
      acknowledged: this.#acknowledged + (this.#connection?.acks.sent ?? 0),
    }
  }

  /** Stops reading, acknowledges what is nearly durable, says goodbye. The broker keeps the session. */
  async stop(): Promise<void> {
    this.#intake.close()
    if (this.#deps.acceptor.failure === undefined) {
      await Promise.race([this.#intake.drained(), pause(DRAIN_MS, this.#stop.signal)])
      // The acknowledgements of the last commit leave in the same turn.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    this.#stop.abort()
    this.#downlink.stop()
    await this.#connection?.close()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      // A new connection brings back what the last one left unanswered: not before there is room for it.
      await this.#intake.roomy(signal)
      if (signal.aborted) return
      const wasStable = await this.#session()
      if (signal.aborted) return
      this.#failures = wasStable ? 1 : this.#failures + 1
      const waitMs = reconnectDelayMs(this.#failures, this.#deps.random())
      this.#deps.log.debug({ broker: this.url, why: this.#why, waitMs }, 'connecting to the broker again')
      await pause(waitMs, signal)
    }
  }

  /** One connection from its beginning to its end. @returns whether it was made and lasted. */
  async #session(): Promise<boolean> {
    let connection: Connection | undefined
    try {
      connection = await this.#connect()
    } catch (error) {
      this.#lost(error instanceof Error ? error.message : String(error))
      return false
    }
    this.#connects++
    this.#why = undefined
    this.#sinceMs = this.#deps.clock.now()
    this.#deps.log.info({ broker: this.url, clientId: this.clientId }, 'connected to the MQTT broker')
    const upMs = performance.now()
    const ended = await connection.ended
    this.#acknowledged += connection.acks.sent
    this.#connection = undefined
    this.#downlink.detach()
    const wasStable = performance.now() - upMs > STABLE_MS
    if (!this.#stop.signal.aborted) this.#lost(wasStable ? ended : `${ended} (${hint(this.clientId)})`)
    return wasStable
  }

  async #connect(): Promise<Connection> {
    const { broker, config } = this.#deps
    const options = { broker, clientId: this.clientId, ca: this.#ca, maxPacketBytes: config.mqtt.maxPacketBytes }
    let current: Connection | undefined
    const early: [IPublishPacket, number][] = []
    const events = {
      publish: (packet: IPublishPacket, sizeBytes: number) => {
        if (current === undefined) early.push([packet, sizeBytes])
        else this.#intake.receive(current, packet, sizeBytes)
      },
      puback: (packetId: number) => this.#downlink.acked(packetId),
    }
    const { connection, sessionPresent } = await Connection.open(options, events, this.#stop.signal)
    current = connection
    this.#connection = connection
    this.#intake.attach(connection)
    for (const [packet, sizeBytes] of early) this.#intake.receive(connection, packet, sizeBytes)
    try {
      // stop() may have looked for a connection in the moment before there was one.
      this.#stop.signal.throwIfAborted()
      await subscribeToUplinks(connection, broker, sessionPresent)
    } catch (error) {
      connection.destroy((error as Error).message)
      this.#acknowledged += connection.acks.sent
      this.#connection = undefined
      throw error
    }
    this.#downlink.attach(connection, sessionPresent)
    return connection
  }

  #lost(why: string): void {
    const { log, clock } = this.#deps
    if (this.#why !== why) log.warn({ broker: this.url, why }, 'no connection to the MQTT broker; will keep trying')
    if (this.#why === undefined) this.#sinceMs = clock.now()
    this.#why = why
  }
}

function hint(clientId: string): string {
  return `soon after letting us in: does another process use the client id ${clientId}?`
}

function readCa(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new YukibanError('config-invalid', `YUKIBAN_MQTT_CA=${path} cannot be read (${why})`, { cause })
  }
}
