import { median } from 'simple-statistics'

/** Fewer messages than this tell nothing of a clock. */
const MIN_MESSAGES = 5
const SMALLEST = 3

/**
 * How far a device's clock runs ahead of ours, ms (negative: behind); undefined when too little is known.
 *
 * The time from a device's clock to receipt is travel and waiting, which only ever add, less the clock's error. So the
 * smallest of several such times lies closest to the error alone: the lower envelope. The median of the three smallest
 * is taken, so that one nonsense time far in the future moves nothing; two messages that came straight through are
 * enough. A device that never sends straight away cannot be told from one whose clock is behind by as much.
 * @param delaysMs receipt less device time of the freshest reading of each of the newest messages.
 */
export function clockSkewMs(delaysMs: readonly number[]): number | undefined {
  if (delaysMs.length < MIN_MESSAGES) return undefined
  const smallest = [...delaysMs].sort((a, b) => a - b).slice(0, SMALLEST)
  return 0 - median(smallest)
}
