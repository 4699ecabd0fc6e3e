import { Aedes, type Client } from 'aedes'
import type { Logger } from 'pino'
import { type Clock, RealClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { type EpochMs, MINUTE_MS } from '../domain/time.ts'
import { Loop } from '../loop.ts'
import type { Db } from '../store/database.ts'
import type { Acceptor } from './accept.ts'
import { AckWriters } from './ack-writers.ts'
import { Admission } from './admission.ts'
import { routeNothing, unregisterByConnection } from './aedes-repairs.ts'
import { ConnectThrottle } from './connect-throttle.ts'
import { type Connection, Connections } from './connections.ts'
import { watchCredentials } from './credential-watch.ts'
import { DeviceRates } from './device-rates.ts'
import type { DownLeaf } from './downlink.ts'
import { EmbeddedDownlink } from './embedded-downlink.ts'
import { whyEnded } from './ended.ts'
import { FlightBudget } from './flight-budget.ts'
import { guardSelfTest } from './guard-self-test.ts'
import { hooks } from './hooks.ts'
import type { Arrival } from './listener.ts'
import { openListeners } from './listeners.ts'
import { guardPackets, packetCost, packetProblem } from './packet-guard.ts'
import { ReadGate } from './read-gate.ts'
import { type RefusalReason, Refusals } from './refusals.ts'
import { SessionStore } from './session-store.ts'
import { deviceOf, maySubscribe } from './topics.ts'

export interface BrokerDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly config: Config
  readonly acceptor: Acceptor
  /** A device has begun to listen to one of its topics. */
  onSubscribed?(deviceId: string, leaf: DownLeaf): void
  /** Something was turned away; for metrics. */
  onRefused?(reason: RefusalReason): void
  /**
   * Runs the limits, which protect this machine and so do not follow simulated time. The machine's own unless a test
   * brings another.
   */
  readonly machineClock?: Clock
}

/** Figures for metrics. */
export interface BrokerFigures {
  readonly connections: number
  readonly unauthenticated: number
  readonly sessions: number
  readonly inFlight: number
  readonly inFlightBytes: number
  /** When the TLS certificate in use ends, epoch ms; null without TLS. */
  readonly certificateEndsAtMs: EpochMs | null
}

export interface Broker {
  readonly url: string
  /** null: no such listener. */
  readonly tlsUrl: string | null
  readonly webSocketUrl: string | null
  readonly downlink: EmbeddedDownlink
  connections(): number
  figures(): BrokerFigures
  /** Ends every connection of a device, e.g. when its token was revoked. */
  disconnectDevice(deviceId: string): void
  /** Reads the TLS files again. */
  reload(): void
  stop(): Promise<void>
}

/**
 * The MQTT broker devices talk to. It routes nothing: what a device publishes is made durable inside the publish
 * authorisation, which is the one point where Aedes can hold the PUBACK back (contract 1, acknowledged = durable).
 * Around Aedes stand the limits it lacks: docs/adr/0003-aedes-guard.md.
 * Throws YukibanError `config-invalid` for unusable TLS files, Error for a port that is taken.
 */
export async function startBroker(deps: BrokerDeps): Promise<Broker> {
  const parts = buildParts(deps)
  const { aedes, connections, admission, refusals, sessions, budget, machineClock } = parts
  await aedes.listen()
  guardSelfTest(aedes)
  routeNothing(aedes)
  unregisterByConnection(aedes)
  const downlink = new EmbeddedDownlink(aedes, deps.onSubscribed ?? (() => {}))
  const turnAway = (connection: Connection, reason: RefusalReason, why: string) =>
    parts.turnAway(connection, reason, why)
  const arrive = (arrival: Arrival) => connect(parts, arrival)
  const endCertificates = () => {
    for (const it of connections.identified())
      if (it.identity.credential.kind === 'certificate')
        turnAway(it, 'revoked', 'the CA or the revocation list changed')
  }
  const listeners = await openListeners({
    config: deps.config.mqtt,
    admission,
    refusals,
    log: deps.log,
    clock: machineClock,
    onArrival: arrive,
    onTrustChanged: endCertificates,
  })
  const watch = watchCredentials({
    db: deps.db,
    clock: machineClock,
    log: deps.log,
    connected: () => connections.identified().map((connection) => ({ ...connection.identity, connection })),
    encoded: ({ connection }, encoding) => {
      connection.identity.encoding = encoding
    },
    revoked: ({ connection }) => turnAway(connection, 'revoked', 'the credential is no longer good'),
  })
  const sweeper = startSweeper(parts, deps.log)
  return {
    ...listeners.urls,
    downlink,
    connections: () => connections.size,
    figures: () => ({
      connections: connections.size,
      unauthenticated: admission.unauthenticated,
      sessions: sessions.size,
      inFlight: budget.frames,
      inFlightBytes: budget.bytes,
      certificateEndsAtMs: listeners.certificateEndsAtMs(),
    }),
    disconnectDevice(deviceId) {
      parts.revocations++
      for (const it of connections.ofDevice(deviceId)) turnAway(it, 'revoked', 'the token was changed or revoked')
    },
    reload: () => listeners.reload(),
    async stop() {
      await Promise.all([watch.stop(), sweeper.stop()])
      const closed = listeners.close()
      admission.stop()
      for (const it of connections.all()) it.conn.destroy()
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      await closed
    },
  }
}

interface Parts {
  readonly config: Config
  readonly aedes: Aedes
  readonly machineClock: Clock
  readonly connections: Connections
  readonly admission: Admission
  readonly refusals: Refusals
  readonly sessions: SessionStore
  readonly rates: DeviceRates
  readonly budget: FlightBudget
  readonly acks: AckWriters
  revocations: number
  turnAway(connection: Connection, reason: RefusalReason, why: string): void
}

function buildParts(deps: BrokerDeps): Parts {
  const { config, log, db } = deps
  const limits = config.mqtt
  const machineClock = deps.machineClock ?? new RealClock()
  const refusals = new Refusals({ log, clock: machineClock, onRefused: deps.onRefused ?? (() => {}) })
  const turnAway = (connection: Connection, reason: RefusalReason, why: string) => {
    connection.isTurnedAway = true
    refusals.refuse(reason, why, { device: connection.identity?.deviceId, remote: connection.remote })
    connection.conn.destroy()
  }
  const connections = new Connections(limits.maxConnectionsPerDevice, turnAway)
  const admission = new Admission({ clock: machineClock, refusals, ...limits })
  const sessions = new SessionStore({
    ...limits,
    clock: machineClock,
    expiryMs: limits.sessionExpiryMs,
    deviceOf: deviceOfSession,
    ownerOf: deviceOf,
    mayHear: (deviceId, topic) => maySubscribe(topic, deviceId),
    isConnected: (id) => connections.isConnected(deviceOfSession(id), id),
  })
  const rates = new DeviceRates({ ratePerS: limits.ratePerS, burst: limits.rateBurst })
  const throttle = new ConnectThrottle(limits.maxConnectFailures)
  const credentials = { db, clock: machineClock, log, throttle }
  const budget = new FlightBudget(limits.maxInFlightTotal, limits.maxInFlightBytes)
  const parts = {
    config,
    machineClock,
    connections,
    admission,
    refusals,
    sessions,
    rates,
    budget,
    acks: new AckWriters(),
    turnAway,
  }
  const rest = { ...parts, revocations: 0 }
  const aedes = new Aedes({
    persistence: sessions,
    // Ours come first; Aedes' own are the net below.
    connectTimeout: limits.connectTimeoutMs * 2,
    drainTimeout: limits.drainTimeoutMs,
    // Packets that came with the CONNECT; what bounds them is how much is read before authentication.
    queueLimit: limits.maxConnectBytes * 2,
    maxInflightInbound: limits.maxQos2,
    ...hooks({
      ...parts,
      clock: deps.clock,
      acceptor: deps.acceptor,
      credentials,
      revocations: () => rest.revocations,
    }),
  })
  for (const event of ['clientError', 'connectionError'] as const)
    aedes.on(event, (client, error) => noteEnd(connections, refusals, client, error))
  return Object.assign(rest, { aedes })
}

/** Puts a new connection under the guard and hands it to Aedes. */
function connect({ config, aedes, machineClock, connections, budget, acks }: Parts, arrival: Arrival): void {
  const { conn, admitted, certificateNames } = arrival
  const { maxPacketBytes, maxConnectBytes, maxInFlight, maxSubscriptions } = config.mqtt
  const gate = new ReadGate(conn, { clock: machineClock, budget, maxInFlight, firstChunkBytes: maxConnectBytes })
  const client = aedes.handle(conn)
  const connection: Connection = {
    client,
    conn,
    admitted,
    remote: admitted.socket.remoteAddress,
    certificateNames,
    gate,
    acks: acks.of(conn),
    identity: undefined,
    refusal: undefined,
    isTurnedAway: false,
  }
  guardPackets(client, {
    limitBytes: ({ cmd }) =>
      cmd === 'publish' && connection.identity !== undefined ? maxPacketBytes : maxConnectBytes,
    announced: ({ length }) => gate.announced(length),
    arrived(packet) {
      gate.arrived(packetCost(packet))
      return packetProblem(packet, maxSubscriptions)
    },
  })
  connections.add(connection)
}

function noteEnd(connections: Connections, refusals: Refusals, client: Client, error: Error): void {
  const connection = connections.of(client)
  if (connection?.isTurnedAway) return
  if (connection !== undefined) connection.isTurnedAway = true
  const who = { device: connection?.identity?.deviceId, remote: connection?.remote }
  const reason = whyEnded(error)
  if (reason === undefined) refusals.ended(error.message, who)
  else refusals.refuse(reason, error.message, who)
}

function startSweeper({ sessions, rates, connections, machineClock }: Parts, log: Logger): Loop {
  return new Loop({
    name: 'broker-sweeper',
    clock: machineClock,
    log,
    maxSleepMs: MINUTE_MS,
    async round() {
      sessions.sweep()
      rates.sweep((deviceId) => connections.ofDevice(deviceId).length > 0, machineClock.now())
      return undefined
    },
  })
}

/** A session's id is its device's id, `/`, and the client id; device ids hold no `/`. */
function deviceOfSession(sessionId: string): string {
  return sessionId.slice(0, sessionId.indexOf('/'))
}
