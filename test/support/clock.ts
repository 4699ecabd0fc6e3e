import { onTestFinished } from 'vitest'
import { SimulatedClock } from '../../src/clock.ts'

/** Simulated time that runs as fast as the work allows; stopped when the test ends. */
export function simulatedClock(start: string, speed = Number.POSITIVE_INFINITY): SimulatedClock {
  const clock = new SimulatedClock(Date.parse(start), speed)
  onTestFinished(() => clock.stop())
  return clock
}

export interface SteppedClock {
  readonly clock: SimulatedClock
  /** Lets simulated time pass, everything due in between included; otherwise it stands still. */
  advance(ms: number): Promise<void>
}

export function steppedClock(start: string): SteppedClock {
  const clock = simulatedClock(start)
  let hold = clock.hold()
  return {
    clock,
    async advance(ms) {
      const passed = clock.sleepUntil(clock.now() + ms)
      hold[Symbol.dispose]()
      await passed
      hold = clock.hold()
    },
  }
}
