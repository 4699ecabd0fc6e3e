import type { PayloadDecoded } from '../payload-decoder.ts'
import { BATTERY, type ChannelTable, DISTANCE, DISTANCE_HISTORY, decodeChannels, skipped } from './channels.ts'

/** 83 e9 repeats the distance with an alarm in a unit the vendor leaves open: stepped over, the regular channel counts. */
const CHANNELS: ChannelTable = { '0175': BATTERY, '0382': DISTANCE, '83e9': skipped(5), '20ce': DISTANCE_HISTORY }

/** Milesight EM500-UDL, ultrasonic. Source: vendor's payload definition. */
export function decodeEm500Udl(bytes: Uint8Array): PayloadDecoded {
  return decodeChannels(bytes, CHANNELS)
}
