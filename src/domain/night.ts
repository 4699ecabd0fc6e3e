import { DAY_MS, type EpochMs, nextLocalTime } from './time.ts'

/** A night of winter service is counted from noon to noon: no call-out spans that hour. */
const TURN = '12:00'

/** The noon from which the night around `atMs` is counted, on the wall clock of `timeZone`. */
export function nightStart(atMs: EpochMs, timeZone: string): EpochMs {
  return nextLocalTime(TURN, timeZone, atMs - DAY_MS)
}
