import { type Decoded, type DecodeOptions, type EnvelopeDecoded, ignoredMessage, refusedWhole } from '../decoded.ts'
import { asObject, parseJson } from '../json-text.ts'
import { devEuiOf, fieldNames, portAndCounter, strongestRssi, textOf, timeOf } from '../lorawan/fields.ts'
import { decodeUplink } from '../lorawan/uplink.ts'

type Event = Readonly<Record<string, unknown>>

/**
 * Fields by which the other events are known; the body does not name its event, and fields of value 0 may be left out.
 * An uplink has none of them; a join is what remains with a device address.
 */
const OTHER_EVENTS: readonly (readonly [name: string, marks: readonly string[]])[] = [
  ['error', ['error']],
  ['log', ['level', 'code', 'description']],
  ['status', ['margin', 'batteryLevel', 'batteryLevelUnavailable', 'externalPowerSource']],
  ['ack', ['acknowledged', 'fCntDown']],
  ['txack', ['downlinkId', 'gatewayId', 'gatewayID']],
  ['location', ['location']],
  ['integration', ['integrationName']],
]

const UPLINK_MARKS = ['data', 'fPort']

/**
 * Decodes a ChirpStack event in JSON: v4 as its integrations send it, and v3 uplinks too. Uplinks become readings by the
 * device's payload format; all other events are ignored. Never throws.
 */
export function decodeChirpstack(payload: Uint8Array, options: DecodeOptions): EnvelopeDecoded {
  const parsed = parseJson(payload)
  const event = parsed.ok ? asObject(parsed.value) : null
  if (event === null) {
    const reason = parsed.ok ? 'a ChirpStack event must be a JSON object' : parsed.reason
    return { ...refusedWhole(reason, payload), devEui: null, deviceId: null, applicationId: null }
  }
  return { ...decodeEvent(event, payload, options), ...deviceOf(event) }
}

function deviceOf(event: Event): Pick<EnvelopeDecoded, 'devEui' | 'deviceId' | 'applicationId'> {
  const info = asObject(event.deviceInfo)
  if (info === null) {
    return {
      devEui: devEuiOf(event.devEUI),
      deviceId: textOf(event.deviceName),
      applicationId: textOf(event.applicationID),
    }
  }
  return {
    devEui: devEuiOf(info.devEui),
    deviceId: textOf(info.deviceName),
    applicationId: textOf(info.applicationId),
  }
}

function decodeEvent(event: Event, payload: Uint8Array, options: DecodeOptions): Decoded {
  if (UPLINK_MARKS.some((mark) => mark in event)) return decodeUp(event, payload, options)
  const other = OTHER_EVENTS.find(([, marks]) => marks.some((mark) => mark in event))
  if (other !== undefined) return ignoredMessage(`ChirpStack ${other[0]} event`)
  if ('devAddr' in event) return ignoredMessage('ChirpStack join event')
  return refusedWhole('not a ChirpStack event: holds neither data nor the fields of any other event', payload)
}

function decodeUp(event: Event, payload: Uint8Array, options: DecodeOptions): Decoded {
  const counts = portAndCounter({ name: 'fPort', value: event.fPort }, { name: 'fCnt', value: event.fCnt })
  if (typeof counts === 'string') return refusedWhole(counts, payload)
  const data = event.data ?? ''
  if (typeof data !== 'string') return refusedWhole('data must be base64 text', payload)
  const uplink = {
    ...counts,
    session: textOf(event.devAddr),
    networkAtMs: timeOf(event.time) ?? firstGatewayTime(event.rxInfo),
    rssiDbm: strongestRssi(event.rxInfo),
    payloadBase64: data,
    decodedThere: fieldNames(event.object),
  }
  return decodeUplink(uplink, payload, options)
}

/** v3 has no time of its own, only that of gateways with a clock; the first in the list, as it is in a redelivery. */
function firstGatewayTime(rxInfo: unknown): number | null {
  if (!Array.isArray(rxInfo)) return null
  for (const report of rxInfo) {
    const atMs = timeOf(asObject(report)?.time)
    if (atMs !== null) return atMs
  }
  return null
}
