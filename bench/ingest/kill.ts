import type { Account } from './device.ts'
import { resultOf, startLoad } from './measure.ts'
import type { RunningSide, StoredSet } from './side.ts'

const DEVICES = 100
const IN_FLIGHT = 16
const LOAD_MS = 2000
/** Apart from the numbers of loads before it. */
const FIRST_NUMBER = 1_000_000
/** Between two of the seconds at which batching consumers write. */
const KILL_AFTER_MS = 1400

export interface Loss {
  readonly acked: number
  /** Acknowledged to the device and nowhere afterwards. */
  readonly lost: number
  readonly duplicates: number
}

/**
 * Kills (SIGKILL) whatever acknowledges and stores in the middle of a load, starts it again, waits until nothing more
 * comes, and compares what the devices know was acknowledged with what is stored.
 * @param ratePerS 0: as fast as acknowledgements come.
 */
export async function lossOnKill(side: RunningSide, credentials: string, ratePerS: number): Promise<Loss> {
  const order = { kind: 'until-broken', credentials, devices: DEVICES, inFlight: IN_FLIGHT, warmupMs: 0 } as const
  const numbers = { messages: 0, firstNumber: FIRST_NUMBER, ratePerS }
  const load = startLoad({ ...order, port: side.port, measureMs: LOAD_MS, ...numbers })
  try {
    await load.line((line) => (line.includes('begin') ? true : undefined))
    await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS))
    const [stored, { accounts }] = await Promise.all([side.killAndRecover?.(), resultOf(load)])
    return compare(accounts, stored ?? new Map())
  } finally {
    await load.stop()
  }
}

function compare(accounts: readonly Account[], stored: StoredSet): Loss {
  let acked = 0
  let lost = 0
  let duplicates = 0
  for (const { device, first, sent, unacked } of accounts) {
    const numbers = (stored.get(device) ?? []).filter((it) => it >= first)
    const distinct = new Set(numbers)
    duplicates += numbers.length - distinct.size
    const open = new Set(unacked)
    for (let number = first; number < first + sent; number++) {
      if (open.has(number)) continue
      acked++
      if (!distinct.has(number)) lost++
    }
  }
  return { acked, lost, duplicates }
}
