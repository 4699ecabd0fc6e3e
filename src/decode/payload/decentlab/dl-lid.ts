import { echoOrNull, type PayloadDecoded, refusedPayload, samples } from '../payload-decoder.ts'
import { batteryVOf, splitDecentlab } from './protocol.ts'

/** Words of the laser block, in order of transmission; all but the last two in mm. */
const LASER_WORDS = [
  'average',
  'minimum',
  'maximum',
  'median',
  'p10',
  'p25',
  'p75',
  'p90',
  'most_frequent',
  'samples',
  'acquisition_time',
] as const

const WORDS_OF_BLOCK = [LASER_WORDS.length, 1]

/** The acquisition time is counted in 1/1024 s. */
const ACQUISITION_TICKS_PER_MS = 1.024

/**
 * Decentlab DL-LID, laser: statistics over a burst of samples. The distance is the average, as the vendor's; median,
 * extremes and quantiles are kept, they tell falling snow in the beam from a surface. Source: vendor's data sheet.
 */
export function decodeDlLid(bytes: Uint8Array): PayloadDecoded {
  const message = splitDecentlab(bytes, WORDS_OF_BLOCK)
  if (typeof message === 'string') return refusedPayload(message)
  const [laser, battery] = message.blocks
  const batteryV = batteryVOf(battery)
  if (laser == null) {
    if (batteryV === null) return refusedPayload('holds no sensor block')
    const extra = { node_number: message.deviceNumber }
    return samples({ atMs: null, distanceMm: null, airTempC: null, batteryV, extra })
  }
  const word = (name: (typeof LASER_WORDS)[number]) => laser[LASER_WORDS.indexOf(name)] ?? 0
  const { distanceMm, aside } = echoOrNull(word('average'), word('samples') > 0 && word('average') > 0)
  const extra = {
    node_number: message.deviceNumber,
    samples: word('samples'),
    distance_minimum_mm: word('minimum'),
    distance_maximum_mm: word('maximum'),
    distance_median_mm: word('median'),
    distance_p10_mm: word('p10'),
    distance_p25_mm: word('p25'),
    distance_p75_mm: word('p75'),
    distance_p90_mm: word('p90'),
    distance_most_frequent_mm: word('most_frequent'),
    acquisition_ms: Math.round(word('acquisition_time') / ACQUISITION_TICKS_PER_MS),
    ...aside,
  }
  return samples({ atMs: null, distanceMm, airTempC: null, batteryV, extra })
}
