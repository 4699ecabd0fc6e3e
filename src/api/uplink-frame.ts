import { CODECS, type CodecName } from '../decode/index.ts'
import { parseJson } from '../decode/json-text.ts'
import { unknownSenderOf } from '../domain/device.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Db } from '../store/database.ts'
import { findDevice } from '../store/devices/find-device.ts'
import { findDeviceByDevEui } from '../store/devices/find-device-by-dev-eui.ts'
import type { Frame } from '../store/readings/port.ts'

/** Network servers whose webhooks are understood; each is a codec of its own. */
export const NETWORK_SERVERS = ['chirpstack', 'ttn'] as const satisfies readonly CodecName[]
export type NetworkServer = (typeof NETWORK_SERVERS)[number]

interface HandedIn {
  /** Whose key it came with: only this authority's devices are looked for. */
  readonly authorityId: string
  readonly receivedAtMs: EpochMs
}

/**
 * The message of a network server as a frame of the device its DevEUI names. One that names none of the authority's
 * devices is refused under the authority's unknown sender, where it can be replayed once the device is registered.
 * @returns undefined when it is no uplink with data: a join, a status …
 */
export async function networkFrame(
  db: Db,
  server: NetworkServer,
  body: Uint8Array,
  { authorityId, receivedAtMs }: HandedIn,
): Promise<Frame | undefined> {
  const { ignored, devEui } = CODECS[server](body, { receivedAtMs })
  if (ignored !== null) return undefined
  const device = devEui === null ? undefined : await findDeviceByDevEui(db, authorityId, devEui)
  const common = { codec: server, topic: `uplinks/${server}`, receivedAtMs, ...bytesOf(body) }
  if (device !== undefined) {
    return { deviceId: device.id, kind: 'reading', payloadFormat: device.payloadFormat, ...common }
  }
  const reason = devEui === null ? namelessReason(body) : `no device has the DevEUI ${devEui}: register it, then replay`
  return { deviceId: unknownSenderOf(authorityId), kind: 'refused', payloadFormat: null, reason, ...common }
}

function namelessReason(body: Uint8Array): string {
  const parsed = parseJson(body)
  return parsed.ok ? 'the message names no DevEUI' : parsed.reason
}

/** What a gateway says of a device: a reading, readings, or for a device that speaks SenML its pack. */
export interface GatewayMessage {
  readonly device: string
  readonly readings: unknown
}

/** The readings a gateway hands in as a frame of the device it names; refused when the authority has no such device. */
export async function gatewayFrame(
  db: Db,
  message: GatewayMessage,
  { authorityId, receivedAtMs }: HandedIn,
): Promise<Frame> {
  const found = await findDevice(db, message.device)
  const common = { payloadFormat: null, topic: 'uplinks/json', receivedAtMs }
  if (found?.authorityId === authorityId) {
    const codec = found.codec === 'senml' ? 'senml' : 'json'
    return { deviceId: found.id, kind: 'reading', codec, ...common, ...jsonBytes(message.readings) }
  }
  const reason = `there is no device ${message.device}: register it, then hand the readings in again`
  return {
    deviceId: unknownSenderOf(authorityId),
    kind: 'refused',
    codec: 'json',
    reason,
    ...common,
    ...jsonBytes(message),
  }
}

function jsonBytes(value: unknown): Pick<Frame, 'payload' | 'sizeBytes'> {
  return bytesOf(new TextEncoder().encode(JSON.stringify(value)))
}

function bytesOf(body: Uint8Array): Pick<Frame, 'payload' | 'sizeBytes'> {
  return { payload: body, sizeBytes: body.byteLength }
}
