import type { TimedReading } from '../domain/reading.ts'
import type { Witness } from '../domain/witness.ts'
import { isPlausibleAirTemp, TEMPERATURE_MAX_AGE_MS } from './compensation.ts'
import { GOOD, MISSING, type QualityFlag, SUSPECT } from './flags.ts'

/** A believable air temperature and when it was measured. */
export interface AirTemp {
  readonly atMs: number
  readonly airTempC: number
}

export interface AirAt {
  /** °C; null: nobody says. */
  readonly airTempC: number | null
  readonly flag: QualityFlag
  /** The sensor's own newest one. */
  readonly newest: AirTemp | null
}

/**
 * The air temperature at a reading: its own; else the newest of the last two hours (suspect); else the forecast's
 * (suspect); else none (missing).
 */
export function airAt(newest: AirTemp | null, reading: TimedReading, witness: Witness): AirAt {
  const own = reading.airTempC
  if (own !== null && isPlausibleAirTemp(own))
    return { airTempC: own, flag: GOOD, newest: { atMs: reading.atMs, airTempC: own } }
  if (newest !== null && reading.atMs - newest.atMs <= TEMPERATURE_MAX_AGE_MS)
    return { airTempC: newest.airTempC, flag: SUSPECT, newest }
  const told = witness.airTempC(reading.atMs, reading.atMs)
  if (told !== null && isPlausibleAirTemp(told)) return { airTempC: told, flag: SUSPECT, newest }
  return { airTempC: null, flag: MISSING, newest }
}
