import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { type Encoding, isId } from '../domain/device.ts'
import { hashSecret } from '../store/api-keys/secret-hash.ts'
import type { Db } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { verifyDeviceToken } from '../store/devices/verify-device-token.ts'
import type { ConnectThrottle } from './connect-throttle.ts'
import type { RefusalReason } from './refusals.ts'

/** MQTT 3.1.1 CONNACK return codes (OASIS standard, table 3.1). */
export const RETURN_CODES = { badClientId: 2, unavailable: 3, badCredentials: 4 } as const

/** Why a CONNECT is not accepted, and what the device is told. */
export interface ConnectRefusal {
  readonly reason: RefusalReason
  readonly why: string
  readonly returnCode: number
}

/** How a connection showed who it is; what revocation is checked against. */
export type Credential = { readonly kind: 'token'; readonly sha256: string } | { readonly kind: 'certificate' }

export interface ConnectAttempt {
  readonly deviceId: string
  readonly token: string
  readonly address: string
  /** What a verified client certificate names; null when there is none. */
  readonly certificateNames: readonly string[] | null
}

export interface CredentialDeps {
  readonly db: Db
  /** The machine's clock. */
  readonly clock: Clock
  readonly log: Logger
  readonly throttle: ConnectThrottle
}

/** What is wrong with a CONNECT whoever sends it. */
export function refusalOf(packet: { clientId: string; clean?: boolean }, deviceId: string): ConnectRefusal | undefined {
  if (!isId(deviceId)) {
    return { reason: 'credentials', why: 'the user name is no device id', returnCode: RETURN_CODES.badCredentials }
  }
  if (packet.clientId === '' && !packet.clean) {
    const why = 'a persistent session needs a client id'
    return { reason: 'client-id', why, returnCode: RETURN_CODES.badClientId }
  }
  return undefined
}

/** The device a CONNECT is for: its user name, else what its certificate names, else its client id. */
export function deviceIdOf(
  packet: { readonly username?: string | undefined; readonly clientId: string },
  certificateNames: readonly string[] | null,
): string {
  return packet.username ?? certificateNames?.[0] ?? packet.clientId
}

/** A device that showed who it is, and how what it sends is decoded. */
export interface Shown {
  readonly credential: Credential
  readonly encoding: Encoding
}

/** Checks who connects: a certificate that names a registered device, else its token. Never rejects. */
export async function authenticate(
  deps: CredentialDeps,
  attempt: ConnectAttempt,
): Promise<Shown | { readonly refusal: ConnectRefusal }> {
  try {
    return attempt.certificateNames === null ? await byToken(deps, attempt) : await byCertificate(deps, attempt)
  } catch (error) {
    deps.log.error({ err: error }, 'cannot check device credentials')
    const why = 'credentials cannot be checked now'
    return { refusal: { reason: 'unavailable', why, returnCode: RETURN_CODES.unavailable } }
  }
}

async function byToken({ db, clock, throttle }: CredentialDeps, { deviceId, token, address }: ConnectAttempt) {
  const sha256 = hashSecret(token)
  const attempt = { address, deviceId, secretSha256: sha256 }
  if (throttle.blocks(attempt, clock.now())) {
    const why = 'too many wrong credentials lately; not looked at'
    return { refusal: { reason: 'throttled', why, returnCode: RETURN_CODES.unavailable } } as const
  }
  const device = await verifyDeviceToken(db, deviceId, token)
  if (device === undefined) {
    throttle.failed(attempt, clock.now())
    const why = 'unknown device or wrong token'
    return { refusal: { reason: 'credentials', why, returnCode: RETURN_CODES.badCredentials } } as const
  }
  throttle.succeeded(attempt)
  return { credential: { kind: 'token', sha256 }, encoding: encodingOf(device) } as const
}

async function byCertificate({ db }: CredentialDeps, { deviceId, certificateNames }: ConnectAttempt) {
  const named = certificateNames?.includes(deviceId) ?? false
  const device = named ? await findDevice(db, deviceId) : undefined
  if (device !== undefined) return { credential: { kind: 'certificate' }, encoding: encodingOf(device) } as const
  const why = named ? 'the certificate names no registered device' : `the certificate does not name ${deviceId}`
  return { refusal: { reason: 'certificate', why, returnCode: RETURN_CODES.badCredentials } } as const
}

function encodingOf({ codec, payloadFormat }: Encoding): Encoding {
  return { codec, payloadFormat }
}
