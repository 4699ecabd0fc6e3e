import { createHash } from 'node:crypto'
import type { ForecastHour, ForecastRun } from '../../domain/forecast.ts'
import { HOUR_MS } from '../../domain/time.ts'
import type { ForecastRunRow } from '../tables.ts'

/** An archived run, with when its service last said the same. */
export interface ArchivedRun extends ForecastRun {
  readonly lastSeenAtMs: number
}

/** Hours by column: a third of the space of one object per hour. `atH`: hours since the epoch; absent: one after another. */
interface PackedHours {
  readonly fromH: number
  readonly atH?: readonly number[]
  readonly airTempC: readonly (number | null)[]
  readonly relativeHumidityPct: readonly (number | null)[]
  readonly precipitationMm: readonly (number | null)[]
  readonly windMs: readonly (number | null)[]
}

/** Thousandths of a unit: far finer than any forecast, and without the long tails that conversions leave. */
function stored(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000
}

/** Hours as text for the database, and the checksum by which the same hours are known again. */
export function packHours(hours: readonly ForecastHour[]): { json: string; sha256: string } {
  const fromH = (hours[0]?.fromMs ?? 0) / HOUR_MS
  const atH = hours.map((it) => it.fromMs / HOUR_MS)
  const packed: PackedHours = {
    fromH,
    ...(atH.every((it, index) => it === fromH + index) ? {} : { atH }),
    airTempC: hours.map((it) => stored(it.airTempC)),
    relativeHumidityPct: hours.map((it) => stored(it.relativeHumidityPct)),
    precipitationMm: hours.map((it) => stored(it.precipitationMm)),
    windMs: hours.map((it) => stored(it.windMs)),
  }
  const json = JSON.stringify(packed)
  return { json, sha256: createHash('sha256').update(json).digest('hex') }
}

export function runFromRow(row: ForecastRunRow): ArchivedRun {
  return {
    id: row.id,
    provider: row.provider,
    model: row.model,
    cellId: row.cell_id,
    issuedAtMs: row.issued_at,
    receivedAtMs: row.received_at,
    lastSeenAtMs: row.last_seen_at,
    hours: unpackHours(row.hours_json),
  }
}

function unpackHours(json: string): ForecastHour[] {
  const { fromH, atH, ...columns } = JSON.parse(json) as PackedHours
  return columns.airTempC.map((airTempC, index) => ({
    fromMs: Math.round((atH?.[index] ?? fromH + index) * HOUR_MS),
    airTempC,
    relativeHumidityPct: columns.relativeHumidityPct[index] ?? null,
    precipitationMm: columns.precipitationMm[index] ?? null,
    windMs: columns.windMs[index] ?? null,
  }))
}
