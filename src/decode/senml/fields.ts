import { shortText } from '../json-text.ts'
import { BOOT_RULE, type Bounds, bootId, isWithin, outsideBounds, READING_BOUNDS } from '../reading-bounds.ts'
import type { ResolvedRecord } from './resolve.ts'
import { TO_CELSIUS, TO_DBM, TO_MM, TO_PERCENT, TO_VOLT } from './units.ts'

/** The fields of a reading that records fill. */
export interface Fields {
  boot: string | null
  seq: number | null
  distanceMm: number | null
  depthMm: number | null
  airTempC: number | null
  echoQuality: number | null
  batteryV: number | null
  rssiDbm: number | null
}

type MeasuredField = Exclude<keyof Fields, 'boot' | 'seq'>

interface Quantity {
  readonly field: MeasuredField
  /** Conversions by unit; null: a plain number, for which no unit is asked. */
  readonly units: Readonly<Record<string, (value: number) => number>> | null
}

const distance: Quantity = { field: 'distanceMm', units: TO_MM }
const depth: Quantity = { field: 'depthMm', units: TO_MM }
const temperature: Quantity = { field: 'airTempC', units: TO_CELSIUS }
const battery: Quantity = { field: 'batteryV', units: TO_VOLT }

/** Names by which quantities are known. */
const QUANTITIES: Readonly<Record<string, Quantity>> = {
  distance,
  depth,
  snow: depth,
  snow_depth: depth,
  temperature,
  temp: temperature,
  air_temperature: temperature,
  battery,
  voltage: battery,
  rssi: { field: 'rssiDbm', units: TO_DBM },
  quality: { field: 'echoQuality', units: null },
}

export const QUANTITY_NAMES = Object.keys(QUANTITIES)

/** The records of one moment, as they are gathered into a reading. */
export interface Draft {
  readonly fields: Fields
  /** Names that mean nothing here, as they came. A map: a device chooses its names freely, `__proto__` among them. */
  readonly extra: Map<string, unknown>
  /** Whether any record said something that a reading is made for. */
  measured: boolean
}

export function emptyDraft(): Draft {
  const fields = {
    boot: null,
    seq: null,
    distanceMm: null,
    depthMm: null,
    airTempC: null,
    echoQuality: null,
    batteryV: null,
    rssiDbm: null,
  }
  return { fields, extra: new Map(), measured: false }
}

/** Takes a record into the draft, or returns the reason for refusing it. */
export function takeRecord(record: ResolvedRecord, draft: Draft): string | undefined {
  const { ownName, value, unit } = record
  if (ownName === 'boot') return takeBoot(value, draft)
  if (ownName === 'seq') return takeNumber('seq', value, READING_BOUNDS.seq, draft)
  const toPercent = ownName === 'battery' && unit !== null ? ownEntry(TO_PERCENT, unit) : undefined
  if (toPercent !== undefined && typeof value === 'number') {
    draft.extra.set('battery_pct', toPercent(value))
    draft.measured = true
    return undefined
  }
  const quantity = ownEntry(QUANTITIES, ownName)
  if (quantity === undefined) {
    draft.extra.set(ownName, asItCame(record))
    return undefined
  }
  return takeMeasured(quantity, record, draft)
}

function takeMeasured({ field, units }: Quantity, record: ResolvedRecord, draft: Draft): string | undefined {
  const { ownName, value, unit } = record
  if (typeof value !== 'number') return `${ownName} must be a number (v), got ${shortText(value)}`
  let converted = value
  if (units !== null) {
    const conversion = unit === null ? undefined : ownEntry(units, unit)
    if (conversion === undefined) {
      const given = unit === null ? 'has no unit' : `cannot be in ${shortText(unit)}`
      return `${ownName} ${given}: give u or bu as ${Object.keys(units).join(', ')}`
    }
    converted = conversion(value)
  }
  const problem = takeNumber(field, converted, READING_BOUNDS[field], draft)
  if (problem === undefined) draft.measured = true
  return problem
}

function takeNumber(field: MeasuredField | 'seq', value: unknown, bounds: Bounds, draft: Draft): string | undefined {
  if (!isWithin(value, bounds)) return outsideBounds(field, value, bounds)
  if (draft.fields[field] !== null) return `${field} is said twice for the same time`
  draft.fields[field] = value
  return undefined
}

function takeBoot(value: unknown, draft: Draft): string | undefined {
  const id = bootId(value)
  if (id === undefined) return `${BOOT_RULE}, got ${shortText(value)}`
  if (draft.fields.boot !== null) return 'boot is said twice for the same time'
  draft.fields.boot = id
  return undefined
}

function asItCame({ value, sum, unit }: ResolvedRecord): unknown {
  if (sum === undefined && unit === null) return value
  return {
    ...(value === undefined ? {} : { value }),
    ...(sum === undefined ? {} : { sum }),
    ...(unit === null ? {} : { unit }),
  }
}

function ownEntry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
