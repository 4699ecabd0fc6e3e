import { echoOrNull, type PayloadDecoded, refusedPayload, samples } from '../payload-decoder.ts'
import { batteryVOf, splitDecentlab } from './protocol.ts'

/** Distance and number of valid samples; battery. */
const WORDS_OF_BLOCK = [2, 1]

/**
 * Decentlab DL-MBX, ultrasonic. Each measurement takes several samples and drops the invalid ones; with none left the
 * distance word means nothing. The sensor compensates for temperature itself. Source: vendor's data sheet.
 */
export function decodeDlMbx(bytes: Uint8Array): PayloadDecoded {
  const message = splitDecentlab(bytes, WORDS_OF_BLOCK)
  if (typeof message === 'string') return refusedPayload(message)
  const [ultrasonic, battery] = message.blocks
  const batteryV = batteryVOf(battery)
  const [rawMm, validSamples] = ultrasonic ?? []
  if (rawMm === undefined || validSamples === undefined) {
    if (batteryV === null) return refusedPayload('holds no sensor block')
    const extra = { node_number: message.deviceNumber }
    return samples({ atMs: null, distanceMm: null, airTempC: null, batteryV, extra })
  }
  const { distanceMm, aside } = echoOrNull(rawMm, validSamples > 0 && rawMm > 0)
  const extra = { node_number: message.deviceNumber, valid_samples: validSamples, ...aside }
  return samples({ atMs: null, distanceMm, airTempC: null, batteryV, extra })
}
