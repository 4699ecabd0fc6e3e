import type { CodecName, PayloadFormatName } from '../decode/index.ts'

export type DeviceKind = 'ultrasonic' | 'camera'
/** What lies under the sensor. Only a carriageway sensor sees a plow pass itself. */
export type Surface = 'carriageway' | 'roadside'

/** A field device as registered (device ids are also MQTT topic levels). */
export interface Device {
  readonly id: string
  readonly authorityId: string
  readonly kind: DeviceKind
  readonly routeId: string | null
  readonly surface: Surface
  /** Sensor face above bare ground, mm; null for devices that measure depth themselves or are cameras. */
  readonly mountHeightMm: number | null
  /** True when the device already corrects its distance for the speed of sound in cold air. */
  readonly temperatureCompensated: boolean
  readonly lat: number | null
  readonly lon: number | null
  /** Expected time between readings, s. */
  readonly intervalS: number
  /** The language of what it sends, or of the network server that hands it on. */
  readonly codec: CodecName
  /** How a LoRaWAN device packs its bytes; null for devices that are none. */
  readonly payloadFormat: PayloadFormatName | null
  /** Under which network servers know it: 16 hexadecimal digits, lower case; null for devices behind none. */
  readonly devEui: string | null
}

/** How what a device sends is decoded. */
export type Encoding = Pick<Device, 'codec' | 'payloadFormat'>

/** A device that sends Yukiban's own JSON over MQTT. */
export const PLAIN_JSON = { codec: 'json', payloadFormat: null, devEui: null } as const satisfies Partial<Device>

const UNKNOWN_SENDER = '_unknown.'

/** Quarantine's name for senders whose message names no device of the authority; no id that can be registered. */
export function unknownSenderOf(authorityId: string): string {
  return UNKNOWN_SENDER + authorityId
}

/** The authority of an unknown sender; undefined for ids of devices. */
export function authorityOfUnknown(deviceId: string): string | undefined {
  return deviceId.startsWith(UNKNOWN_SENDER) ? deviceId.slice(UNKNOWN_SENDER.length) : undefined
}

/** Ids are path, topic and line-protocol safe: letters, digits, `.`, `_`, `-`; 1 to 64 characters. */
export const ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'
const idRegExp = new RegExp(ID_PATTERN)

export function isId(text: string): boolean {
  return idRegExp.test(text)
}
