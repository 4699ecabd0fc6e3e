import type { Reading } from '../domain/reading.ts'
import type { EpochMs } from '../domain/time.ts'
import type { PayloadFormatName } from './payload/formats.ts'

/**
 * What a message held: readings, parts that are no readings (with why and their bytes), or nothing to look into.
 * A message that is `ignored` has neither readings nor refused parts; any other has at least one of them, except the
 * empty array, which says nothing and is nothing wrong.
 */
export interface Decoded {
  readonly readings: readonly Reading[]
  readonly refused: readonly Refused[]
  /** Why a well-formed message is no measurement (a network server's join, status … event); null: it is one. */
  readonly ignored: string | null
}

/** A part that is no reading. */
export interface Refused {
  readonly reason: string
  /** The part as a message of its own, so that the same codec can decode it again once it knows better. */
  readonly payload: Uint8Array
}

/** What a network server's envelope says about the device, beside what its payload held. */
export interface EnvelopeDecoded extends Decoded {
  /** 16 hexadecimal digits, lower case; null when the envelope names no device. */
  readonly devEui: string | null
  /** The device's id (The Things Stack) or name (ChirpStack) at the network server. */
  readonly deviceId: string | null
  readonly applicationId: string | null
}

export interface DecodeOptions {
  /** When we received the message, epoch ms; relative times count from it. */
  readonly receivedAtMs: EpochMs
  /** How a LoRaWAN device packs its bytes, from its registration; null: not registered. */
  readonly payloadFormat?: PayloadFormatName | null
}

const NOTHING = { readings: [], refused: [], ignored: null } as const

export function decodedReadings(readings: readonly Reading[]): Decoded {
  return { ...NOTHING, readings }
}

export function refusedWhole(reason: string, payload: Uint8Array): Decoded {
  return { ...NOTHING, refused: [{ reason, payload }] }
}

export function ignoredMessage(reason: string): Decoded {
  return { ...NOTHING, ignored: reason }
}
