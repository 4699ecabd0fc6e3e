import { type CodecName, isCompensated, PAYLOAD_FORMAT_NAMES, type PayloadFormatName } from '../decode/index.ts'
import type { Device } from '../domain/device.ts'
import type { FieldProblem } from '../errors.ts'
import type { Row } from './rows.ts'

/** What a registration says of how its device's messages are decoded; absent: not said. */
export interface EncodingInput {
  readonly codec?: CodecName | undefined
  readonly payloadFormat?: PayloadFormatName | undefined
  readonly devEui?: string | undefined
  readonly temperatureCompensated?: boolean | undefined
}

/** Codecs of network servers: they hand on a device's bytes as they are and name the device by its DevEUI. */
const NETWORK_CODECS: readonly CodecName[] = ['chirpstack', 'ttn']

export const DEV_EUI_PATTERN = '^[0-9A-Fa-f]{16}$'
export const DEV_EUI_RULE = "a DevEUI of 16 hexadecimal digits, as on the device's label"

/** The same as a device has it, defaults filled in; the format decides whether distances come compensated. */
export function encodingOf(
  input: EncodingInput,
): Pick<Device, 'codec' | 'payloadFormat' | 'devEui' | 'temperatureCompensated'> {
  const payloadFormat = input.payloadFormat ?? null
  return {
    codec: input.codec ?? 'json',
    payloadFormat,
    devEui: input.devEui?.toLowerCase() ?? null,
    temperatureCompensated: input.temperatureCompensated ?? isCompensated(payloadFormat),
  }
}

/** What does not go together: a network server needs payload format and DevEUI, anything else has neither. */
export function encodingProblems(input: EncodingInput, path: string): FieldProblem[] {
  const { codec = 'json', payloadFormat, devEui } = input
  const field = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (!NETWORK_CODECS.includes(codec)) {
    const message = `belongs to the codecs ${NETWORK_CODECS.join(' and ')}, not to ${codec}; set codec to the network server's, or leave it out`
    return Object.entries({ payloadFormat, devEui }).flatMap(([name, value]) =>
      value === undefined ? [] : [{ field: field(name), value, message }],
    )
  }
  const problems: FieldProblem[] = []
  if (payloadFormat === undefined) {
    const message = `is missing: ${codec} hands on the device's bytes as they are; name their format, one of ${PAYLOAD_FORMAT_NAMES.join(', ')}`
    problems.push({ field: field('payloadFormat'), message })
  }
  if (devEui === undefined) {
    problems.push({
      field: field('devEui'),
      message: `is missing: ${codec} names the device by it; it must be ${DEV_EUI_RULE}`,
    })
  }
  return problems
}

/** Who has a DevEUI now. */
export interface DevEuiHolder {
  readonly deviceId: string
  readonly authorityId: string
}

/**
 * DevEUIs used twice in the file, or held by a device that the file does not speak of.
 * @param ids of all devices the file names: their DevEUIs may change hands. @param holders by DevEUI, lower case.
 */
export function devEuiProblems(
  rows: readonly Row<{ readonly id: string; readonly devEui?: string | undefined }>[],
  ids: ReadonlySet<string>,
  authorityId: string,
  holders: ReadonlyMap<string, DevEuiHolder>,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const firstUse = new Map<string, string>()
  for (const { path, value } of rows) {
    if (value.devEui === undefined) continue
    const devEui = value.devEui.toLowerCase()
    const refuse = (message: string) => problems.push({ field: `${path}.devEui`, value: value.devEui ?? '', message })
    const first = firstUse.get(devEui)
    if (first !== undefined) refuse(`is used twice, first by ${first}; each device has its own`)
    else firstUse.set(devEui, path)
    const holder = holders.get(devEui)
    if (holder === undefined || holder.deviceId === value.id || ids.has(holder.deviceId)) continue
    const own = holder.authorityId === authorityId
    refuse(
      `belongs to ${own ? `device ${holder.deviceId}` : 'a device of another authority'}; take it from there first`,
    )
  }
  return problems
}
