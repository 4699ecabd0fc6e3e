/** How much of each measurement a run takes. */
export interface Plan {
  readonly devices: number
  /** Between two readings of a device, s. A fleet in the field takes 600: this is as many readings as 60 such fleets. */
  readonly intervalS: number
  /** Rounds in which both sides take turns; every figure is the median over them. */
  readonly rounds: number
  /** Devices connect and settle at their depth before anything is measured, ms. */
  readonly warmupMs: number
  /** Longer than the minute between two sweeps over all routes, so that one falls into each round. */
  readonly measureMs: number
  /** Crossings in a round whose webhook is timed. */
  readonly probes: number
  readonly kills: number
  /** Crossings that come together when the deciding process is killed. */
  readonly burst: number
  /** From one burst to the next, ms: whatever was killed is back by then. */
  readonly pauseMs: number
}

export const FULL: Plan = {
  devices: 2000,
  intervalS: 10,
  rounds: 2,
  warmupMs: 15_000,
  measureMs: 61_000,
  probes: 300,
  kills: 4,
  burst: 100,
  pauseMs: 8000,
}

export const QUICK: Plan = { ...FULL, rounds: 1, warmupMs: 12_000, measureMs: 20_000, probes: 100, kills: 3 }

/** For a test: that it runs, not how fast. */
export const TINY: Plan = {
  devices: 60,
  intervalS: 5,
  rounds: 1,
  warmupMs: 3000,
  measureMs: 2500,
  probes: 20,
  kills: 1,
  burst: 10,
  pauseMs: 2000,
}
