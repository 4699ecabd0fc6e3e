/** How much of each measurement a run takes. */
export interface Plan {
  /** Rounds in which Yukiban and bare Aedes take turns; ratios are medians over them. */
  readonly rounds: number
  readonly warmupMs: number
  readonly measureMs: number
  /** Messages in the burst a consumer behind a broker must store, by side. */
  readonly burst: { readonly one: number; readonly batched: number }
  readonly idleConnections: number
}

export const FULL: Plan = {
  rounds: 3,
  warmupMs: 1500,
  measureMs: 4000,
  burst: { one: 10_000, batched: 120_000 },
  idleConnections: 10_000,
}

export const QUICK: Plan = {
  rounds: 1,
  warmupMs: 700,
  measureMs: 1500,
  burst: { one: 2000, batched: 20_000 },
  idleConnections: 2000,
}

export const LOADS = [
  { name: '100x16', devices: 100, inFlight: 16 },
  { name: '1000x1', devices: 1000, inFlight: 1 },
] as const
