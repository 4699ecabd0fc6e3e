import type { PayloadDecoded } from '../payload-decoder.ts'
import { BATTERY, type ChannelTable, DISTANCE, decodeChannels, POSITION } from './channels.ts'

const CHANNELS: ChannelTable = { '0175': BATTERY, '0382': DISTANCE, '0400': POSITION }

/** Milesight EM310-UDL, ultrasonic. Source: vendor's payload definition. */
export function decodeEm310Udl(bytes: Uint8Array): PayloadDecoded {
  return decodeChannels(bytes, CHANNELS)
}
