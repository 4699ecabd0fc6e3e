import type { Reading } from '../../domain/reading.ts'
import { type EpochMs, SECOND_MS } from '../../domain/time.ts'
import { type Decoded, type DecodeOptions, type Refused, refusedWhole } from '../decoded.ts'
import { parseJson } from '../json-text.ts'
import { isWithin, MAX_READINGS, READING_BOUNDS } from '../reading-bounds.ts'
import { type Draft, emptyDraft, QUANTITY_NAMES, takeRecord } from './fields.ts'
import { type ResolvedRecord, resolvePack } from './resolve.ts'

/** Times below this are relative to reception, seconds (RFC 8428 section 4.5.3). */
const FIRST_ABSOLUTE_S = 2 ** 28

const encoder = new TextEncoder()

/**
 * Decodes a SenML pack in JSON (RFC 8428). Records of one time make one reading; a bad record is refused alone. Names that
 * mean nothing here are kept in `extra`. Never throws.
 */
export function decodeSenml(payload: Uint8Array, options: DecodeOptions): Decoded {
  const parsed = parseJson(payload)
  if (!parsed.ok) return refusedWhole(parsed.reason, payload)
  if (!Array.isArray(parsed.value)) return refusedWhole('a SenML pack must be a JSON array of records', payload)
  if (parsed.value.length > MAX_READINGS) {
    return refusedWhole(`holds ${parsed.value.length} records, more than ${MAX_READINGS}`, payload)
  }
  const pack = resolvePack(parsed.value)
  if (typeof pack === 'string') return refusedWhole(pack, payload)
  const refused: Refused[] = pack.refused.map(({ index, reason, record }) => ({
    reason: `[${index}]: ${reason}`,
    payload: encoder.encode(JSON.stringify([record])),
  }))
  const readings: Reading[] = []
  for (const [timeS, records] of Map.groupBy(pack.records, (it) => it.timeS)) {
    const reading = readingAt(timeS, records, options.receivedAtMs, refused)
    if (reading !== undefined) readings.push(reading)
  }
  if (readings.length === 0 && refused.length === 0) return refusedWhole('holds no record with a value', payload)
  return { readings: withCommonBoot(readings), refused, ignored: null }
}

/** The reading of one moment; what cannot be part of it is added to `refused`. */
function readingAt(
  timeS: number,
  records: readonly ResolvedRecord[],
  receivedAtMs: EpochMs,
  refused: Refused[],
): Reading | undefined {
  const deviceAtMs = deviceTime(timeS, receivedAtMs)
  if (deviceAtMs === undefined) {
    refused.push(refuse(records, `the time ${timeS} s is out of range`))
    return undefined
  }
  const draft = emptyDraft()
  const before = refused.length
  for (const record of records) {
    const problem = takeRecord(record, draft)
    if (problem !== undefined) refused.push(refuse([record], problem))
  }
  if (draft.measured) return toReading(draft, deviceAtMs)
  if (refused.length === before) refused.push(refuse(records, `holds none of ${QUANTITY_NAMES.join(', ')}`))
  return undefined
}

/** Null: the device did not say, its record is of now. Undefined: no such time. */
function deviceTime(timeS: number, receivedAtMs: EpochMs): EpochMs | null | undefined {
  if (timeS === 0) return null
  const atMs = Math.round(timeS * SECOND_MS) + (timeS < FIRST_ABSOLUTE_S ? receivedAtMs : 0)
  return isWithin(atMs, READING_BOUNDS.atMs) ? atMs : undefined
}

function toReading({ fields, extra }: Draft, deviceAtMs: EpochMs | null): Reading {
  return { ...fields, deviceAtMs, extra: extra.size === 0 ? null : Object.fromEntries(extra) }
}

/** A boot id said once counts for the whole pack: the device did not start again while it wrote it. */
function withCommonBoot(readings: readonly Reading[]): readonly Reading[] {
  const boot = readings.find((it) => it.boot !== null)?.boot ?? null
  return boot === null ? readings : readings.map((it) => (it.boot === null ? { ...it, boot } : it))
}

/** The records as a pack of their own, base fields worked in. */
function refuse(records: readonly ResolvedRecord[], reason: string): Refused {
  const pack = records.map(({ baseName, name, unit, timeS, value, sum }) => ({
    ...(baseName === '' ? {} : { bn: baseName }),
    ...(name === '' ? {} : { n: name }),
    ...(unit === null ? {} : { u: unit }),
    ...(timeS === 0 ? {} : { t: timeS }),
    ...(typeof value === 'number' ? { v: value } : {}),
    ...(typeof value === 'string' ? { vs: value } : {}),
    ...(typeof value === 'boolean' ? { vb: value } : {}),
    ...(sum === undefined ? {} : { s: sum }),
  }))
  return {
    reason: `${records.map((it) => `[${it.index}]`).join('')}: ${reason}`,
    payload: encoder.encode(JSON.stringify(pack)),
  }
}
