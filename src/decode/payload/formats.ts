import { decodeDlLid } from './decentlab/dl-lid.ts'
import { decodeDlMbx } from './decentlab/dl-mbx.ts'
import { decodeLdds } from './dragino/ldds.ts'
import { decodeEm310Udl } from './milesight/em310-udl.ts'
import { decodeEm400 } from './milesight/em400.ts'
import { decodeEm500Udl } from './milesight/em500-udl.ts'
import type { PayloadDecoder } from './payload-decoder.ts'

/** How LoRaWAN devices pack their bytes, by the name that a device's registration gives. */
export const PAYLOAD_FORMATS = {
  'decentlab-dl-mbx': decodeDlMbx,
  'decentlab-dl-lid': decodeDlLid,
  'milesight-em310-udl': decodeEm310Udl,
  'milesight-em400-tld': decodeEm400,
  'milesight-em400-udl': decodeEm400,
  'milesight-em500-udl': decodeEm500Udl,
  'dragino-ldds45': decodeLdds,
  'dragino-ldds75': decodeLdds,
} as const satisfies Record<string, PayloadDecoder>

export type PayloadFormatName = keyof typeof PAYLOAD_FORMATS

export const PAYLOAD_FORMAT_NAMES = Object.keys(PAYLOAD_FORMATS) as PayloadFormatName[]

export function isPayloadFormat(name: string): name is PayloadFormatName {
  return Object.hasOwn(PAYLOAD_FORMATS, name)
}
