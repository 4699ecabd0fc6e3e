import { type Decoded, type DecodeOptions, type EnvelopeDecoded, ignoredMessage, refusedWhole } from '../decoded.ts'
import { asObject, parseJson } from '../json-text.ts'
import { devEuiOf, fieldNames, portAndCounter, strongestRssi, textOf, timeOf } from '../lorawan/fields.ts'
import { decodeUplink } from '../lorawan/uplink.ts'

type Message = Readonly<Record<string, unknown>>

/** Messages of an application that are no uplink, by the field that carries them. */
const OTHER_MESSAGES = [
  'join_accept',
  'downlink_ack',
  'downlink_nack',
  'downlink_sent',
  'downlink_failed',
  'downlink_queued',
  'downlink_queue_invalidated',
  'location_solved',
  'service_data',
  'uplink_normalized',
]

/**
 * Decodes a message of The Things Stack v3 in JSON, as its MQTT server and webhooks send it. Uplinks become readings by
 * the device's payload format; all other messages, and simulated uplinks, are ignored. Never throws.
 */
export function decodeTtn(payload: Uint8Array, options: DecodeOptions): EnvelopeDecoded {
  const parsed = parseJson(payload)
  const message = parsed.ok ? asObject(parsed.value) : null
  if (message === null) {
    const reason = parsed.ok ? 'a message of The Things Stack must be a JSON object' : parsed.reason
    return { ...refusedWhole(reason, payload), devEui: null, deviceId: null, applicationId: null }
  }
  const ids = asObject(message.end_device_ids)
  return {
    ...decodeMessage(message, payload, options),
    devEui: devEuiOf(ids?.dev_eui),
    deviceId: textOf(ids?.device_id),
    applicationId: textOf(asObject(ids?.application_ids)?.application_id),
  }
}

function decodeMessage(message: Message, payload: Uint8Array, options: DecodeOptions): Decoded {
  const uplink = asObject(message.uplink_message)
  if (uplink !== null) {
    // Typed into the server's console to try out an integration: no plow may be called on it.
    if (message.simulated === true) return ignoredMessage('simulated uplink of The Things Stack')
    return decodeUplinkMessage(uplink, message, payload, options)
  }
  const other = OTHER_MESSAGES.find((name) => name in message)
  if (other !== undefined) return ignoredMessage(`The Things Stack ${other} message`)
  return refusedWhole('not a message of The Things Stack v3: holds no uplink_message', payload)
}

function decodeUplinkMessage(uplink: Message, message: Message, payload: Uint8Array, options: DecodeOptions): Decoded {
  const counts = portAndCounter({ name: 'f_port', value: uplink.f_port }, { name: 'f_cnt', value: uplink.f_cnt })
  if (typeof counts === 'string') return refusedWhole(counts, payload)
  const data = uplink.frm_payload ?? ''
  if (typeof data !== 'string') return refusedWhole('frm_payload must be base64 text', payload)
  const common = {
    ...counts,
    session: textOf(uplink.session_key_id) ?? textOf(asObject(message.end_device_ids)?.dev_addr),
    networkAtMs: timeOf(uplink.received_at) ?? timeOf(message.received_at),
    rssiDbm: strongestRssi(uplink.rx_metadata),
    payloadBase64: data,
    decodedThere: fieldNames(uplink.decoded_payload),
  }
  return decodeUplink(common, payload, options)
}
