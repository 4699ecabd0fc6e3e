import { decodeChirpstack } from './chirpstack/decode.ts'
import type { Decoded, DecodeOptions } from './decoded.ts'
import { decodeJson } from './json/decode.ts'
import { decodeSenml } from './senml/decode.ts'
import { decodeTtn } from './ttn/decode.ts'

/** A codec turns a message into readings. Pure; never throws, whatever the bytes. */
export type Codec = (payload: Uint8Array, options: DecodeOptions) => Decoded

/** The languages devices and network servers speak, by the name that a device's registration gives. */
export const CODECS = {
  json: decodeJson,
  senml: decodeSenml,
  chirpstack: decodeChirpstack,
  ttn: decodeTtn,
} as const satisfies Record<string, Codec>

export type CodecName = keyof typeof CODECS

export const CODEC_NAMES = Object.keys(CODECS) as CodecName[]

export function isCodec(name: string): name is CodecName {
  return Object.hasOwn(CODECS, name)
}

/** Decodes a message by the codec of its device. */
export function decode(codec: CodecName, payload: Uint8Array, options: DecodeOptions): Decoded {
  return CODECS[codec](payload, options)
}

export type { Decoded, DecodeOptions, EnvelopeDecoded, Refused } from './decoded.ts'
export { isCompensated } from './payload/compensation.ts'
export { isPayloadFormat, PAYLOAD_FORMAT_NAMES, PAYLOAD_FORMATS, type PayloadFormatName } from './payload/formats.ts'
