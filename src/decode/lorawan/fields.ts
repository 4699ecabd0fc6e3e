import { type EpochMs, parseInstant } from '../../domain/time.ts'
import { asObject, shortText } from '../json-text.ts'
import { isWithin, READING_BOUNDS } from '../reading-bounds.ts'

/** More than LoRaWAN ever carries in one frame. */
const MAX_PAYLOAD_BYTES = 255
const MAX_BASE64_LENGTH = 4 * Math.ceil(MAX_PAYLOAD_BYTES / 3)

const MAX_NAME_LENGTH = 256

const MAX_PORT = 255
const MAX_FRAME_COUNTER = 0xffff_ffff

/** Bytes of padded standard base64; undefined for any other text: a lenient decoder would drop what it cannot read. */
export function strictBase64(text: string): Uint8Array | undefined {
  if (text.length > MAX_BASE64_LENGTH) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** A name or id: a text that is there, not empty and not longer than any server writes. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH ? value : null
}

/** Lower-case DevEUI from 16 hexadecimal digits, or from base64 as older servers write it; null for anything else. */
export function devEuiOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  if (/^[0-9a-fA-F]{16}$/.test(value)) return value.toLowerCase()
  const bytes = strictBase64(value)
  return bytes?.length === 8 ? Buffer.from(bytes).toString('hex') : null
}

/** Epoch ms of an RFC 3339 time, whatever its number of decimals; null for anything else. */
export function timeOf(value: unknown): EpochMs | null {
  if (typeof value !== 'string' || !value.includes('T')) return null
  return parseInstant(value) ?? null
}

/** Strongest signal among the gateways' reports, dBm. */
export function strongestRssi(reports: unknown): number | null {
  if (!Array.isArray(reports)) return null
  const heard = reports.map((it) => asObject(it)?.rssi).filter((it) => isWithin(it, READING_BOUNDS.rssiDbm))
  return heard.length === 0 ? null : heard.reduce((best, it) => Math.max(best, it))
}

/** A counter that servers leave out when it is 0; a text is the reason for refusing it. */
function countOf(name: string, value: unknown, max: number): number | string {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value
  return `${name} must be a whole number from 0 to ${max}, got ${shortText(value)}`
}

/** Port and frame counter of an uplink, or the reason for refusing them. */
export function portAndCounter(
  port: { readonly name: string; readonly value: unknown },
  counter: { readonly name: string; readonly value: unknown },
): { readonly port: number; readonly frameCounter: number } | string {
  const portNumber = countOf(port.name, port.value, MAX_PORT)
  const frameCounter = countOf(counter.name, counter.value, MAX_FRAME_COUNTER)
  if (typeof portNumber === 'string') return portNumber
  return typeof frameCounter === 'string' ? frameCounter : { port: portNumber, frameCounter }
}

/** Names of the fields in what a server's own decoder made of the payload. */
export function fieldNames(value: unknown): readonly string[] {
  return Object.keys(asObject(value) ?? {})
}
