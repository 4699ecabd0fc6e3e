import type { AedesOptions, AuthenticateError, Client } from 'aedes'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { SECOND_MS } from '../domain/time.ts'
import type { Acceptor } from './accept.ts'
import type { Admission } from './admission.ts'
import type { Connection, Connections } from './connections.ts'
import {
  authenticate,
  type ConnectRefusal,
  type CredentialDeps,
  deviceIdOf,
  RETURN_CODES,
  refusalOf,
} from './credentials.ts'
import type { DeviceRates } from './device-rates.ts'
import { frameOf } from './frame-of.ts'
import type { Refusals } from './refusals.ts'
import type { SessionStore } from './session-store.ts'
import { maySubscribe, statusTopic } from './topics.ts'

/** A device that owes its rate more than this is not let in again before it has waited, ms. */
const MAX_DEBT_MS = 10 * SECOND_MS
/** Of a topic that is not the device's own, as much goes to quarantine, characters. */
const KEPT_TOPIC = 256
/** Aedes closes a connection after one and a half times its keep alive, as the standard has it. */
const KEEP_ALIVE_FACTOR = 1.5

export interface HookDeps {
  readonly config: Config
  /** Stamps readings; may be simulated. */
  readonly clock: Clock
  /** The machine's own, for limits. */
  readonly machineClock: Clock
  readonly acceptor: Acceptor
  readonly credentials: CredentialDeps
  readonly connections: Connections
  readonly admission: Admission
  readonly sessions: SessionStore
  readonly rates: DeviceRates
  readonly refusals: Refusals
  /** Counts revocations made in this process: who is being let in meanwhile is checked once more. */
  revocations(): number
}

type Hooks = Required<
  Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizeSubscribe' | 'authorizePublish' | 'authorizeForward'>
>

/** What the broker decides at each step of Aedes; docs/adr/0003-aedes-guard.md says why there. */
export function hooks(deps: HookDeps): Hooks {
  const { config, connections, refusals } = deps
  return {
    preConnect(client, packet, done) {
      const connection = connections.of(client)
      const deviceId = deviceIdOf(packet, connection?.certificateNames ?? null)
      if (connection !== undefined) connection.refusal = refusalOf(packet, deviceId)
      // Client ids live in their device's own space: no device can push another off the broker.
      packet.clientId = `${deviceId}/${packet.clientId}`
      packet.username = deviceId
      packet.keepalive = keepAliveS(packet.keepalive ?? 0, config.mqtt.idleTimeoutMs)
      if (packet.will !== undefined && packet.will.topic !== statusTopic(deviceId)) delete packet.will
      done(null, true)
    },
    authenticate(client, deviceId = '', password, done) {
      const connection = connections.of(client)
      if (connection === undefined) return
      void letIn(deps, connection, client, deviceId, password?.toString() ?? '').then((refusal) => {
        if (refusal === undefined) return done(null, true)
        const { reason, why, returnCode } = refusal
        connection.isTurnedAway = true
        refusals.refuse(reason, why, { device: deviceId, remote: connection.remote })
        done(Object.assign(new Error(why), { returnCode }) as AuthenticateError, false)
      })
    },
    authorizeSubscribe(client, subscription, done) {
      const connection = connections.of(client)
      const deviceId = connection?.identity?.deviceId
      if (deviceId !== undefined && maySubscribe(subscription.topic, deviceId)) return done(null, subscription)
      const why = `may not hear ${JSON.stringify(subscription.topic.slice(0, 80))}`
      refusals.refuse('subscription', why, { device: deviceId, remote: connection?.remote })
      done(null, null)
    },
    authorizeForward(client, packet) {
      const deviceId = connections.of(client)?.identity?.deviceId
      return deviceId !== undefined && maySubscribe(packet.topic, deviceId) ? packet : null
    },
    authorizePublish: (client, packet, done) => accept(deps, connections.of(client), packet, done),
  }
}

/** @returns why the connection is not let in; undefined when it is. */
async function letIn(
  deps: HookDeps,
  connection: Connection,
  client: Client,
  deviceId: string,
  token: string,
): Promise<ConnectRefusal | undefined> {
  if (connection.refusal !== undefined) return connection.refusal
  const { connections, admission, rates, machineClock } = deps
  const { certificateNames } = connection
  const attempt = { deviceId, token, address: connection.admitted.address, certificateNames }
  const revocations = deps.revocations()
  let result = await authenticate(deps.credentials, attempt)
  if (deps.revocations() !== revocations) result = await authenticate(deps.credentials, attempt)
  if ('refusal' in result) return result.refusal
  const bucket = rates.of(deviceId, machineClock.now())
  if (bucket.waitMs(machineClock.now()) > MAX_DEBT_MS) {
    const why = 'the device has sent too much; it must wait'
    return { reason: 'rate', why, returnCode: RETURN_CODES.unavailable }
  }
  if (connection.conn.destroyed) return undefined
  bucket.take(1, machineClock.now())
  admission.authenticated(connection.admitted)
  const { credential, encoding } = result
  connections.identify(connection, { deviceId, sessionId: client.id, credential, encoding })
  connection.gate.meter(bucket)
  return undefined
}

/** Holds the acknowledgement of a publish until it is durable. */
function accept(
  { acceptor, sessions, config, clock }: HookDeps,
  connection: Connection | undefined,
  packet: Parameters<Hooks['authorizePublish']>[1],
  done: (error?: Error | null) => void,
): void {
  const { identity } = connection ?? {}
  if (connection === undefined || identity === undefined) {
    done(new Error('publish without a device'))
    return
  }
  packet.retain = false
  // A QoS 2 publish that is stored and is sent again before its PUBREL.
  if (packet.qos === 2 && sessions.hasIncoming(identity.sessionId, packet.messageId ?? 0)) {
    done(null)
    return
  }
  const topic = packet.topic.slice(0, KEPT_TOPIC)
  const { payload } = packet
  const leave = connection.gate.enter(topic.length + payload.length)
  acceptor.take(
    frameOf({ topic, payload }, identity.deviceId, config.reading, clock.now(), identity.encoding),
    (error) => {
      leave()
      if (error !== null || packet.qos !== 1 || packet.messageId === undefined) return done(error)
      packet.qos = 0
      connection.acks.ack(packet.messageId, done)
    },
  )
}

/** What a device asked for, but never so long that a silent connection outlives the idle limit. Seconds. */
function keepAliveS(askedS: number, idleTimeoutMs: number): number {
  const longestS = idleTimeoutMs / SECOND_MS / KEEP_ALIVE_FACTOR
  return askedS === 0 ? longestS : Math.min(askedS, longestS)
}
