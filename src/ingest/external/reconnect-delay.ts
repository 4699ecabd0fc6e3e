const FIRST_MS = 250
const LONGEST_MS = 30_000

/**
 * How long to wait before connecting again: doubling from 250 ms to 30 s, half of it by chance, so that the processes
 * of a district do not all return to a restarted broker in the same moment.
 * @param failures connections in a row that failed or did not last, 1 or more.
 * @param random in [0, 1).
 */
export function reconnectDelayMs(failures: number, random: number): number {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1))
  return ceilingMs / 2 + (ceilingMs / 2) * random
}
