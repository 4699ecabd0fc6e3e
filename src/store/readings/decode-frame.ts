import { type Decoded, refusedWhole } from '../../decode/decoded.ts'
import { decode, isCodec, type PayloadFormatName } from '../../decode/index.ts'
import type { EpochMs } from '../../domain/time.ts'

/** How a message is to be decoded, by names that may be those of another version of this program. */
export interface NamedEncoding {
  readonly codec: string
  readonly payloadFormat: string | null
}

/** Decodes a message the way its frame says. Never throws: what this version cannot decode is refused by name. */
export function decodeFrame(
  payload: Uint8Array,
  { codec, payloadFormat }: NamedEncoding,
  receivedAtMs: EpochMs,
): Decoded {
  if (!isCodec(codec)) return refusedWhole(`this version knows no codec ${codec}`, payload)
  // Names no longer known are told so by the codec.
  return decode(codec, payload, { receivedAtMs, payloadFormat: payloadFormat as PayloadFormatName | null })
}

/** Whether nothing of a message needs quarantine: all of it is readings, or none of it is any. */
export function isUnderstood({ readings, refused, ignored }: Decoded): boolean {
  return refused.length === 0 && (readings.length > 0 || ignored !== null)
}
