import type { Reading } from '../../domain/reading.ts'
import type { EpochMs } from '../../domain/time.ts'
import { type Decoded, type DecodeOptions, decodedReadings, ignoredMessage, refusedWhole } from '../decoded.ts'
import { shortText } from '../json-text.ts'
import { isPayloadFormat, PAYLOAD_FORMAT_NAMES, PAYLOAD_FORMATS } from '../payload/formats.ts'
import type { Sample } from '../payload/payload-decoder.ts'
import { strictBase64 } from './fields.ts'

/** An uplink as a network server hands it on, whichever server it is. */
export interface Uplink {
  /** Names the device's session, in which frame counters count; null: the server does not say. */
  readonly session: string | null
  readonly frameCounter: number
  readonly port: number
  /** When the network received it, epoch ms. */
  readonly networkAtMs: EpochMs | null
  /** Strongest of the gateways that heard it. */
  readonly rssiDbm: number | null
  /** Application payload, base64; empty: MAC commands only. */
  readonly payloadBase64: string
  /** Names of the fields that the server's own decoder found, if one is installed there. */
  readonly decodedThere: readonly string[]
}

/**
 * Decodes the device's bytes by its registered payload format.
 * @param envelope the whole message, kept when it is refused.
 */
export function decodeUplink(uplink: Uplink, envelope: Uint8Array, options: DecodeOptions): Decoded {
  if (uplink.payloadBase64 === '' || uplink.port === 0) return ignoredMessage('uplink without application payload')
  const format = options.payloadFormat ?? ''
  if (!isPayloadFormat(format)) return refusedWhole(missingFormat(format, uplink.decodedThere), envelope)
  const bytes = strictBase64(uplink.payloadBase64)
  if (bytes === undefined) {
    return refusedWhole('the payload is not base64 of at most 255 bytes', envelope)
  }
  const decoded = PAYLOAD_FORMATS[format](bytes, uplink.port)
  switch (decoded.kind) {
    case 'samples':
      return decodedReadings(decoded.samples.map((sample) => readingOf(sample, uplink)))
    case 'ignored':
      return ignoredMessage(`${format}: ${decoded.reason}`)
    case 'refused':
      return refusedWhole(`${format}: ${decoded.reason}`, envelope)
  }
}

function missingFormat(format: string, decodedThere: readonly string[]): string {
  const set = `set the device's payload format to one of ${PAYLOAD_FORMAT_NAMES.join(', ')}`
  const why = format === '' ? 'the device has no payload format' : `the payload format ${format} is not known`
  if (decodedThere.length === 0) return `${why}: ${set}`
  return `${why}, and what the network server decoded, ${shortText(decodedThere)}, has no units to rely on: ${set}`
}

/** A stored measurement is identified by its own time; the one measured now by its uplink. */
function readingOf(sample: Sample, uplink: Uplink): Reading {
  const { distanceMm, airTempC, batteryV, extra } = sample
  const measured = { distanceMm, depthMm: null, airTempC, echoQuality: null, batteryV, extra }
  if (sample.atMs !== null) return { boot: null, seq: null, deviceAtMs: sample.atMs, rssiDbm: null, ...measured }
  const { networkAtMs, rssiDbm } = uplink
  return { ...uplinkIdentity(uplink), deviceAtMs: networkAtMs, rssiDbm, ...measured }
}

/**
 * Under which a redelivery of the same uplink is recognised. The session alone will not do: a device activated by
 * personalisation keeps it while its counter starts over at every power-up, and its new readings would pass for old
 * ones. The network's time of reception is the same in every redelivery and tells them apart. Without it and without a
 * session the counter identifies nothing, so it is left out.
 */
function uplinkIdentity({ session, frameCounter, networkAtMs }: Uplink): { boot: string | null; seq: number | null } {
  if (networkAtMs !== null) return { boot: `${session ?? ''}@${networkAtMs}`, seq: frameCounter }
  return session === null ? { boot: null, seq: null } : { boot: session, seq: frameCounter }
}
