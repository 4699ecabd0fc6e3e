import type { PayloadDecoded } from '../payload-decoder.ts'
import {
  BATTERY,
  type ChannelTable,
  DISTANCE,
  DISTANCE_ALARM,
  decodeChannels,
  POSITION,
  TEMPERATURE,
  TEMPERATURE_ALARM,
} from './channels.ts'

const CHANNELS: ChannelTable = {
  '0175': BATTERY,
  '0367': TEMPERATURE,
  '0482': DISTANCE,
  '0500': POSITION,
  '8367': TEMPERATURE_ALARM,
  '8482': DISTANCE_ALARM,
}

/** Milesight EM400-UDL (ultrasonic) and EM400-TLD (time of flight): one format. Source: vendor's payload definition. */
export function decodeEm400(bytes: Uint8Array): PayloadDecoded {
  return decodeChannels(bytes, CHANNELS)
}
