import { asObject, shortText } from '../json-text.ts'

/** One record with the base fields worked in (RFC 8428 section 4.6). */
export interface ResolvedRecord {
  /** Position in the pack. */
  readonly index: number
  /** Base name and name; together the full name. */
  readonly baseName: string
  readonly name: string
  /** The full name's last part, by which the quantity is known; see `ownName`. */
  readonly ownName: string
  readonly unit: string | null
  /** Base time plus time, seconds: from 2^28 absolute, below relative to reception. */
  readonly timeS: number
  /** Number, text (`vs`), truth (`vb`) or data (`vd`); undefined: the record carries only a sum. */
  readonly value: number | string | boolean | undefined
  readonly sum: number | undefined
}

export interface RefusedRecord {
  readonly index: number
  readonly reason: string
  readonly record: unknown
}

export interface ResolvedPack {
  readonly records: readonly ResolvedRecord[]
  readonly refused: readonly RefusedRecord[]
}

/** The version this follows; a pack of a later one must not be processed. */
const SENML_VERSION = 10

/** Labels of values: at most one of them may stand in a record. */
const VALUE_LABELS = { v: 'number', vs: 'string', vb: 'boolean', vd: 'string' } as const

interface Base {
  name: string
  unit: string | null
  timeS: number
  value: number
  sum: number
}

/**
 * Works the base fields into the records of a pack. A record that breaks the rules is refused alone; a broken base field,
 * a later version or a label that must be understood (ending in `_`) spoils the pack, and the answer is the reason.
 */
export function resolvePack(pack: readonly unknown[]): ResolvedPack | string {
  const base: Base = { name: '', unit: null, timeS: 0, value: 0, sum: 0 }
  const records: ResolvedRecord[] = []
  const refused: RefusedRecord[] = []
  for (const [index, element] of pack.entries()) {
    const record = asObject(element)
    if (record === null) {
      refused.push({ index, reason: 'a record must be a JSON object', record: element })
      continue
    }
    const spoilt = takeBase(record, base)
    if (spoilt !== undefined) return `[${index}]: ${spoilt}`
    const resolved = resolveRecord(index, record, base)
    if (typeof resolved === 'string') refused.push({ index, reason: resolved, record: inFull(record, base) })
    else if (resolved !== null) records.push(resolved)
  }
  return { records, refused }
}

/** Reads the base fields of a record, which hold from it on. Returns what spoils the pack. */
function takeBase(record: Readonly<Record<string, unknown>>, base: Base): string | undefined {
  const foreign = Object.keys(record).find((label) => label.endsWith('_'))
  if (foreign !== undefined) return `the label ${shortText(foreign)} must be understood and is not known`
  const { bver, bn, bu, bt, bv, bs } = record
  if (bver !== undefined && !(typeof bver === 'number' && bver <= SENML_VERSION)) {
    return `bver must be a version up to ${SENML_VERSION}, got ${shortText(bver)}`
  }
  for (const [label, given] of Object.entries({ bn, bu })) {
    if (given !== undefined && typeof given !== 'string') return `${label} must be a text, got ${shortText(given)}`
  }
  for (const [label, given] of Object.entries({ bt, bv, bs })) {
    if (given !== undefined && !Number.isFinite(given)) return `${label} must be a number, got ${shortText(given)}`
  }
  if (typeof bn === 'string') base.name = bn
  if (typeof bu === 'string') base.unit = bu === '' ? null : bu
  if (typeof bt === 'number') base.timeS = bt
  if (typeof bv === 'number') base.value = bv
  if (typeof bs === 'number') base.sum = bs
  return undefined
}

/** The record with its base worked in, null when it holds base fields only, or the reason for refusing it. */
function resolveRecord(
  index: number,
  record: Readonly<Record<string, unknown>>,
  base: Base,
): ResolvedRecord | string | null {
  const { n = '', u = '', t = 0, s } = record
  if (typeof n !== 'string') return `n must be a text, got ${shortText(n)}`
  if (typeof u !== 'string') return `u must be a text, got ${shortText(u)}`
  if (typeof t !== 'number' || !Number.isFinite(t)) return `t must be a number, got ${shortText(t)}`
  if (s !== undefined && !Number.isFinite(s)) return `s must be a number, got ${shortText(s)}`
  const value = recordValue(record, base)
  if (typeof value === 'object') return value.reason
  const sum = typeof s === 'number' ? base.sum + s : undefined
  if (value === undefined && sum === undefined) {
    return n === '' ? null : `${shortText(n)} has no value`
  }
  if (base.name + n === '') return 'has neither a name (n) nor a base name (bn)'
  const unit = u === '' ? base.unit : u
  return {
    index,
    baseName: base.name,
    name: n,
    ownName: ownName(base.name, n),
    unit,
    timeS: base.timeS + t,
    value,
    sum,
  }
}

function recordValue(record: Readonly<Record<string, unknown>>, base: Base) {
  const given = Object.entries(VALUE_LABELS).filter(([label]) => record[label] !== undefined)
  const [first] = given
  if (first === undefined) return undefined
  if (given.length > 1) return { reason: `holds more than one value: ${given.map(([label]) => label).join(', ')}` }
  const [label, type] = first
  const value = record[label]
  if (typeof value === 'number' && type === 'number' && Number.isFinite(value)) return base.value + value
  if ((typeof value === 'string' || typeof value === 'boolean') && typeof value === type) return value
  return { reason: `${label} must be a ${type}, got ${shortText(value)}` }
}

/**
 * The part of the name that says what was measured. A device's own prefix, in the base name or the name, ends with a colon,
 * slash or, after a device URN (RFC 9039), an underscore: `urn:dev:mac:0024befffe804ff1_distance` is a distance.
 */
function ownName(baseName: string, name: string): string {
  if (name !== '' && !name.startsWith('urn:')) {
    return (name.split(/[:/]/).at(-1) ?? '').replace(/^_(?!_)/, '')
  }
  return (baseName + name).split(/[:/_]/).at(-1) ?? ''
}

/** The record as it stood, with the base it stood under: a pack of its own once it is put into an array. */
function inFull(record: Readonly<Record<string, unknown>>, base: Base): unknown {
  return {
    ...(base.name === '' ? {} : { bn: base.name }),
    ...(base.unit === null ? {} : { bu: base.unit }),
    ...(base.timeS === 0 ? {} : { bt: base.timeS }),
    ...(base.value === 0 ? {} : { bv: base.value }),
    ...(base.sum === 0 ? {} : { bs: base.sum }),
    ...record,
  }
}
