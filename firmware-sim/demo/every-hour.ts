import type { Clock } from '../../src/clock.ts'
import { HOUR_MS } from '../../src/domain/time.ts'

/** Whoever sleeps until the hour itself is awake and done by then, since work holds the clock. */
const AFTER_MS = 1

/**
 * Does `work` at every full hour of simulated time up to and including `untilMs`, after whatever else is due on that
 * hour; time stands still meanwhile. Ends early when `signal` aborts. Rejects when the work does.
 */
export async function everyHour(
  clock: Clock,
  untilMs: number,
  signal: AbortSignal,
  work: (atMs: number) => Promise<void>,
): Promise<void> {
  for (let atMs = nextHour(clock.now()); atMs <= untilMs; atMs += HOUR_MS) {
    await clock.sleepUntil(atMs + AFTER_MS, signal)
    if (signal.aborted) return
    using _ = clock.hold()
    await work(atMs)
  }
}

function nextHour(nowMs: number): number {
  return (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS
}
