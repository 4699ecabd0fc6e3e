import { echoOrNull, ignoredPayload, type PayloadDecoded, refusedPayload, samples } from '../payload-decoder.ts'

const DATA_PORT = 2
const DEVICE_STATUS_PORT = 5

/** Oldest firmware: battery and distance; then the interrupt flag too; since 1.1.4 also probe temperature and sensor flag. */
const LENGTHS = [4, 5, 8]

const BATTERY_MASK = 0x3fff

/** The device writes 20 for everything nearer than its sensor can see, 0 when no sensor answers. */
const HIGHEST_NO_ECHO_MM = 20

/** Range of the DS18B20 probe, °C. */
const PROBE_MIN_C = -55
const PROBE_MAX_C = 125

/**
 * Dragino LDDS45 / LDDS75, ultrasonic, big-endian: battery mV (14 bits), distance mm, interrupt flag, probe temperature
 * in 0.1 °C, sensor flag. The module compensates for temperature itself. Source: vendor's manual and decoder 1.1.4.
 */
export function decodeLdds(bytes: Uint8Array, port: number): PayloadDecoded {
  if (port === DEVICE_STATUS_PORT) return ignoredPayload('device status, no measurement')
  if (port !== DATA_PORT) return refusedPayload(`port ${port} carries no measurement, expected port ${DATA_PORT}`)
  if (!LENGTHS.includes(bytes.length)) return refusedPayload(`${bytes.length} bytes instead of ${LENGTHS.join(', ')}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const full = bytes.length === 8
  const rawMm = view.getUint16(2)
  const sensorFound = !full || view.getUint8(7) !== 0
  const { distanceMm, aside } = echoOrNull(rawMm, sensorFound && rawMm > HIGHEST_NO_ECHO_MM)
  const extra = {
    ...(bytes.length > 4 ? { interrupt: view.getUint8(4) !== 0 } : {}),
    ...(sensorFound ? {} : { sensor: 'not found' }),
    ...aside,
  }
  return samples({
    atMs: null,
    distanceMm,
    airTempC: full ? probeTemperature(view.getInt16(5)) : null,
    batteryV: (view.getUint16(0) & BATTERY_MASK) / 1000,
    extra: Object.keys(extra).length === 0 ? null : extra,
  })
}

/** Null when no probe answers. Zero is what a device without the optional probe sends, so it is not taken for 0.0 °C. */
function probeTemperature(tenthsC: number): number | null {
  const celsius = tenthsC / 10
  return tenthsC !== 0 && celsius >= PROBE_MIN_C && celsius <= PROBE_MAX_C ? celsius : null
}
