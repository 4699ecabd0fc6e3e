import { createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { isId } from '../domain/device.ts'
import type { Db } from '../store/database.ts'
import { verifyDeviceToken } from '../store/devices/verify-device-token.ts'
import type { Acceptor } from './accept.ts'
import { frameOf } from './frame-of.ts'
import { assertGuardable, InFlight, limitPacketSize } from './packet-guard.ts'
import { maySubscribe, statusTopic } from './topics.ts'

/** A connection must have sent its CONNECT and been let in by then, ms. */
const CONNECT_TIMEOUT_MS = 5000
/** A subscriber that does not read for this long is dropped, ms. */
const DRAIN_TIMEOUT_MS = 10_000
/** Connections waiting to be accepted when a whole district comes back at once. */
const BACKLOG = 4096
/** MQTT 3.1.1 CONNACK return codes (OASIS standard, table 3.1). */
const BAD_CLIENT_ID = 2
const UNAVAILABLE = 3
const BAD_CREDENTIALS = 4

interface Refusal {
  readonly why: string
  readonly returnCode: number
}

export interface BrokerDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly config: Config
  readonly acceptor: Acceptor
}

export interface Broker {
  readonly url: string
  connections(): number
  /** Ends every connection of a device, e.g. when its token was revoked. */
  disconnectDevice(deviceId: string): void
  stop(): Promise<void>
}

interface Session {
  readonly socket: Socket
  readonly inFlight: InFlight
  deviceId: string | undefined
  /** Found while the CONNECT was read; answered once a CONNACK can be sent. */
  refusal: Refusal | undefined
}

/** By connection; outlives the socket, since a last will is published after it has closed. */
type Owners = WeakMap<Client, Session>

/**
 * The MQTT broker devices talk to. It routes nothing: what a device publishes is made durable inside the publish
 * authorisation, which is the one point where Aedes can hold the PUBACK back (contract 1, acknowledged = durable).
 */
export async function startBroker(deps: BrokerDeps): Promise<Broker> {
  const sessions = new Map<Client, Session>()
  const owners: Owners = new WeakMap()
  const aedes = new Aedes({
    connectTimeout: CONNECT_TIMEOUT_MS,
    drainTimeout: DRAIN_TIMEOUT_MS,
    ...hooks(deps, sessions),
  })
  await aedes.listen()
  selfTest(aedes)
  const publish = aedes.publish.bind(aedes)
  // A device's publish is already stored; nobody subscribes to it here.
  aedes.publish = ((packet: unknown, client: unknown, done: unknown) => {
    if (typeof client === 'object' && client !== null) (done as (error: null) => void)(null)
    else (publish as (...them: unknown[]) => void)(packet, client, done)
  }) as typeof aedes.publish
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      deps.log.info({ device: sessions.get(client)?.deviceId, why: error.message }, 'device connection ended')
    })
  }

  const server = createServer((socket) => {
    const client = connect(socket, aedes, owners, deps.config)
    const session = owners.get(client)
    if (session === undefined) return
    sessions.set(client, session)
    socket.once('close', () => sessions.delete(client))
  })
  const url = await listen(server, deps.config.mqtt)
  return {
    url,
    connections: () => sessions.size,
    disconnectDevice(deviceId) {
      for (const session of [...sessions.values()]) if (session.deviceId === deviceId) session.socket.destroy()
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const session of [...sessions.values()]) session.socket.destroy()
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      await closed
    },
  }
}

function connect(socket: Socket, aedes: Aedes, owners: Owners, config: Config): Client {
  socket.setNoDelay(true)
  const session: Session = {
    socket,
    inFlight: new InFlight(socket, config.mqtt.maxInFlight),
    deviceId: undefined,
    refusal: undefined,
  }
  const client = aedes.handle(socket)
  const { maxPacketBytes, maxConnectBytes } = config.mqtt
  limitPacketSize(client, () => (session.deviceId === undefined ? maxConnectBytes : maxPacketBytes))
  owners.set(client, session)
  return client
}

function hooks(deps: BrokerDeps, owners: Owners): NonNullable<ConstructorParameters<typeof Aedes>[0]> {
  return {
    preConnect(client, packet, done) {
      const session = owners.get(client)
      const deviceId = packet.username ?? packet.clientId
      if (session !== undefined) session.refusal = refusalOf(packet, deviceId)
      // Client ids live in their device's own space: no device can push another off the broker.
      packet.clientId = `${deviceId}/${packet.clientId}`
      packet.username = deviceId
      if (packet.will !== undefined && packet.will.topic !== statusTopic(deviceId)) delete packet.will
      done(null, true)
    },
    authenticate(client, username = '', password, done) {
      const session = owners.get(client)
      const check =
        session?.refusal === undefined
          ? authenticate(deps, username, password?.toString() ?? '')
          : Promise.resolve(session.refusal)
      void check.then((refusal) => {
        if (refusal !== undefined || session === undefined) {
          const { why, returnCode } = refusal ?? { why: 'connection is gone', returnCode: UNAVAILABLE }
          deps.log.warn({ device: username, remote: session?.socket.remoteAddress, why }, 'device refused')
          return done(Object.assign(new Error(why), { returnCode }) as AuthenticateError, false)
        }
        session.deviceId = username
        done(null, true)
      })
    },
    authorizeSubscribe(client, subscription, done) {
      const deviceId = owners.get(client)?.deviceId
      const allowed = deviceId !== undefined && maySubscribe(subscription.topic, deviceId)
      done(null, allowed ? subscription : null)
    },
    authorizePublish(client, packet, done) {
      const session = client === null ? undefined : owners.get(client)
      if (session?.deviceId === undefined) return done(new Error('publish without a device'))
      packet.retain = false
      session.inFlight.enter()
      deps.acceptor.accept(frameOf(packet, session.deviceId, deps.config.reading, deps.clock.now())).then(
        () => {
          session.inFlight.leave()
          done(null)
        },
        (error: Error) => done(error),
      )
    },
  }
}

/** What is wrong with a CONNECT whoever sends it. */
function refusalOf(packet: { clientId: string; clean?: boolean }, deviceId: string): Refusal | undefined {
  if (!isId(deviceId)) return { why: 'the user name is not a device id', returnCode: BAD_CREDENTIALS }
  if (packet.clientId === '' && !packet.clean)
    return { why: 'a persistent session needs a client id', returnCode: BAD_CLIENT_ID }
  return undefined
}

/** @returns why the device is refused, or undefined. */
async function authenticate(deps: BrokerDeps, deviceId: string, token: string): Promise<Refusal | undefined> {
  try {
    const device = await verifyDeviceToken(deps.db, deviceId, token)
    return device === undefined ? { why: 'unknown device or wrong token', returnCode: BAD_CREDENTIALS } : undefined
  } catch (error) {
    deps.log.error({ err: error }, 'cannot check device credentials')
    return { why: 'credentials cannot be checked now', returnCode: UNAVAILABLE }
  }
}

function selfTest(aedes: Aedes): void {
  const stream = new PassThrough()
  const client = aedes.handle(stream)
  try {
    assertGuardable(client)
  } finally {
    client.close()
    stream.destroy()
  }
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const actualPort = typeof address === 'object' && address !== null ? address.port : port
  return `mqtt://${host.includes(':') ? `[${host}]` : host}:${actualPort}`
}
