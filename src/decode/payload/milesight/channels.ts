import { SECOND_MS } from '../../../domain/time.ts'
import {
  echoOrNull,
  hex,
  ignoredPayload,
  type PayloadDecoded,
  refusedPayload,
  type Sample,
  samples,
} from '../payload-decoder.ts'

/** What the channels of a frame have said so far. */
interface Draft {
  distanceMm: number | null
  airTempC: number | null
  readonly extra: Record<string, unknown>
  readonly history: Sample[]
  /** Quantities measured now, each at most once; history is none of them. */
  readonly said: Set<string>
}

export interface Channel {
  /** Channels of one quantity (a value and its alarm) exclude each other; null: nothing that is measured now. */
  readonly quantity: string | null
  readonly bytes: number
  readonly read: (data: DataView, draft: Draft) => void
}

/** Channels of a device by their two header bytes in hexadecimal. */
export type ChannelTable = Readonly<Record<string, Channel>>

/** Beyond any of these sensors' range; the vendor's newer devices use them for "out of range" and "failed". */
const FIRST_ERROR_WORD = 0xfffd

const nothing = () => {}

/** Sent once after joining: versions, serial number, class. */
const INFORMATION: ChannelTable = Object.fromEntries(
  Object.entries({ ff01: 1, ff09: 2, ff0a: 2, ff0b: 1, ff0f: 1, ff16: 8, fffe: 1, ffff: 2 }).map(([key, bytes]) => [
    key,
    { quantity: null, bytes, read: nothing },
  ]),
)

export const BATTERY: Channel = {
  quantity: 'battery',
  bytes: 1,
  read: (data, draft) => {
    draft.extra.battery_pct = data.getUint8(0)
  },
}

export const DISTANCE: Channel = {
  quantity: 'distance',
  bytes: 2,
  read: (data, draft) => {
    const { distanceMm, aside } = echoOf(data.getUint16(0, true))
    draft.distanceMm = distanceMm
    Object.assign(draft.extra, aside)
  },
}

export const DISTANCE_ALARM: Channel = {
  quantity: 'distance',
  bytes: 3,
  read: (data, draft) => {
    DISTANCE.read(data, draft)
    draft.extra.distance_alarm = data.getUint8(2) === 1
  },
}

export const TEMPERATURE: Channel = {
  quantity: 'temperature',
  bytes: 2,
  read: (data, draft) => {
    draft.airTempC = data.getInt16(0, true) / 10
  },
}

export const TEMPERATURE_ALARM: Channel = {
  quantity: 'temperature',
  bytes: 3,
  read: (data, draft) => {
    TEMPERATURE.read(data, draft)
    draft.extra.temperature_alarm = data.getUint8(2) === 1
  },
}

const POSITIONS = ['normal', 'tilt']

/** Whether the device still hangs level: a tilted one measures along a slant. */
export const POSITION: Channel = {
  quantity: 'position',
  bytes: 1,
  read: (data, draft) => {
    draft.extra.position = POSITIONS[data.getUint8(0)] ?? 'unknown'
  },
}

/** A measurement kept while the network was away, with the device's own time in seconds. */
export const DISTANCE_HISTORY: Channel = {
  quantity: null,
  bytes: 6,
  read: (data, draft) => {
    const { distanceMm, aside } = echoOf(data.getUint16(4, true))
    const extra = Object.keys(aside).length === 0 ? null : aside
    const atMs = data.getUint32(0, true) * SECOND_MS
    draft.history.push({ atMs, distanceMm, airTempC: null, batteryV: null, extra })
  },
}

/** Stepped over: present in the vendor's format, but nothing a reading can hold. */
export function skipped(bytes: number): Channel {
  return { quantity: null, bytes, read: nothing }
}

/**
 * Walks a Milesight frame: channel id, channel type, data of the length that the type has, little-endian. An unknown
 * channel is refused, because its length and so everything behind it is unknown. Never throws.
 */
export function decodeChannels(bytes: Uint8Array, table: ChannelTable): PayloadDecoded {
  const draft: Draft = { distanceMm: null, airTempC: null, extra: {}, history: [], said: new Set() }
  for (let at = 0; at < bytes.length; ) {
    const key = hex(bytes.subarray(at, at + 2))
    if (key.length < 4) return refusedPayload(`truncated: ends inside a channel header at byte ${at}`)
    const channel = ownEntry(table, key) ?? ownEntry(INFORMATION, key)
    if (channel === undefined) return unknownChannel(key, at, draft)
    const dataAt = at + 2
    const left = bytes.length - dataAt
    if (left < channel.bytes)
      return refusedPayload(`truncated: channel ${key} needs ${channel.bytes} bytes, ${left} left`)
    if (channel.quantity !== null) {
      if (draft.said.has(channel.quantity)) return refusedPayload(`says ${channel.quantity} twice`)
      draft.said.add(channel.quantity)
    }
    channel.read(new DataView(bytes.buffer, bytes.byteOffset + dataAt, channel.bytes), draft)
    at = dataAt + channel.bytes
  }
  return measuredBy(draft)
}

function measuredBy(draft: Draft): PayloadDecoded {
  if (draft.said.size === 0) {
    return draft.history.length > 0 ? samples(...draft.history) : ignoredPayload('holds no measurement')
  }
  const { distanceMm, airTempC } = draft
  const extra = Object.keys(draft.extra).length === 0 ? null : draft.extra
  return samples({ atMs: null, distanceMm, airTempC, batteryV: null, extra }, ...draft.history)
}

/** The answer to a command carries channels fe or ff of many kinds; behind a measurement they have no place. */
function unknownChannel(key: string, at: number, draft: Draft): PayloadDecoded {
  const answersCommand = key.startsWith('fe') || key.startsWith('ff')
  if (answersCommand && draft.said.size === 0 && draft.history.length === 0) {
    return ignoredPayload('answer to a configuration command')
  }
  return refusedPayload(`channel ${key} at byte ${at} is not known for this device`)
}

function echoOf(rawMm: number) {
  return echoOrNull(rawMm, rawMm > 0 && rawMm < FIRST_ERROR_WORD)
}

function ownEntry(table: ChannelTable, key: string): Channel | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
