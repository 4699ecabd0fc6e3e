import { type Decoded, refusedWhole } from '../../decode/decoded.ts'
import { decode, isCodec, type PayloadFormatName } from '../../decode/index.ts'
import type { EpochMs } from '../../domain/time.ts'

/** How a message is to be decoded, by names that may be those of another version of this program. */
export interface NamedEncoding {
  readonly codec: string
  readonly payloadFormat: string | null
}

/**
 * Decodes a message the way its frame says. Never throws: what this version cannot decode is refused by name. A message
 * of which nothing could be read is refused whole: its parts may belong together in a way this codec does not know.
 */
export function decodeFrame(
  payload: Uint8Array,
  { codec, payloadFormat }: NamedEncoding,
  receivedAtMs: EpochMs,
): Decoded {
  if (!isCodec(codec)) return refusedWhole(`this version knows no codec ${codec}`, payload)
  // Names no longer known are told so by the codec.
  const decoded = decode(codec, payload, { receivedAtMs, payloadFormat: payloadFormat as PayloadFormatName | null })
  const [first, ...others] = decoded.refused
  if (first === undefined || decoded.readings.length > 0) return decoded
  return refusedWhole(others.length === 0 ? first.reason : `${first.reason} (and ${others.length} more)`, payload)
}

/** A way of decoding a message, and what comes of it. */
export interface Attempt {
  readonly encoding: NamedEncoding
  readonly decoded: Decoded
}

/** The first way by which all of a message is understood, else the first by which some is; undefined: there is none. */
export function bestAttempt(
  payload: Uint8Array,
  encodings: readonly NamedEncoding[],
  receivedAtMs: EpochMs,
): Attempt | undefined {
  const attempts = encodings.map((encoding) => ({ encoding, decoded: decodeFrame(payload, encoding, receivedAtMs) }))
  const understood = attempts.filter(({ decoded }) => decoded.readings.length > 0 || decoded.ignored !== null)
  return understood.find(({ decoded }) => decoded.refused.length === 0) ?? understood[0]
}
