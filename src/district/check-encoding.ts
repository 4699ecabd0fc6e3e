import { type CodecName, isCompensated, PAYLOAD_FORMAT_NAMES, type PayloadFormatName } from '../decode/index.ts'
import type { Device } from '../domain/device.ts'
import { noteWords } from '../problems/notes.ts'
import { type FieldSaying, fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
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
export function encodingProblems(input: EncodingInput, path: string): SpokenProblem[] {
  const { codec = 'json', payloadFormat, devEui } = input
  const field = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (!NETWORK_CODECS.includes(codec)) {
    const says = say('not-of-codec', { codecs: NETWORK_CODECS.join(' and '), codec })
    return Object.entries({ payloadFormat, devEui }).flatMap(([name, value]) =>
      value === undefined ? [] : [fieldProblem(field(name), says, value)],
    )
  }
  const problems: SpokenProblem[] = []
  if (payloadFormat === undefined) {
    const says = say('payload-format-missing', { codec, formats: PAYLOAD_FORMAT_NAMES })
    problems.push(fieldProblem(field('payloadFormat'), says))
  }
  if (devEui === undefined) {
    problems.push(fieldProblem(field('devEui'), say('dev-eui-missing', { codec, what: noteWords(DEV_EUI_RULE) })))
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
): SpokenProblem[] {
  const problems: SpokenProblem[] = []
  const firstUse = new Map<string, string>()
  for (const { path, value } of rows) {
    if (value.devEui === undefined) continue
    const devEui = value.devEui.toLowerCase()
    const refuse = (says: FieldSaying) => problems.push(fieldProblem(`${path}.devEui`, says, value.devEui))
    const first = firstUse.get(devEui)
    if (first !== undefined) refuse(say('dev-eui-twice', { first }))
    else firstUse.set(devEui, path)
    const holder = holders.get(devEui)
    if (holder === undefined || holder.deviceId === value.id || ids.has(holder.deviceId)) continue
    const own = holder.authorityId === authorityId
    refuse(own ? say('dev-eui-of', { device: holder.deviceId }) : say('dev-eui-elsewhere'))
  }
  return problems
}
