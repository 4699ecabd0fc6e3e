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
}

/** Ids are path, topic and line-protocol safe: letters, digits, `.`, `_`, `-`; 1 to 64 characters. */
export const ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'
const idRegExp = new RegExp(ID_PATTERN)

export function isId(text: string): boolean {
  return idRegExp.test(text)
}
