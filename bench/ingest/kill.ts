import type { Account } from './device.ts'
import { resultOf, startLoad } from './measure.ts'
import type { RunningSide, StoredSet } from './side.ts'

const DEVICES = 100
const IN_FLIGHT = 16
const LOAD_MS = 2000
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
  const before = (await side.settled?.()) ?? new Map<string, readonly number[]>()
  const order = { kind: 'until-broken', credentials, devices: DEVICES, inFlight: IN_FLIGHT, warmupMs: 0 } as const
  const load = startLoad({ ...order, port: side.port, measureMs: LOAD_MS, messages: 0, ratePerS })
  try {
    await load.line((line) => (line.includes('begin') ? true : undefined))
    await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS))
    const recovering = side.killAndRecover?.()
    const { accounts } = await resultOf(load)
    await recovering
    return compare(accounts, (await side.settled?.()) ?? new Map(), before)
  } finally {
    await load.stop()
  }
}

function compare(accounts: readonly Account[], stored: StoredSet, before: StoredSet): Loss {
  let acked = 0
  let lost = 0
  let duplicates = 0
  for (const { device, sent, unacked } of accounts) {
    const numbers = (stored.get(device) ?? []).slice((before.get(device) ?? []).length)
    const distinct = new Set(numbers)
    duplicates += numbers.length - distinct.size
    const open = new Set(unacked)
    for (let number = 0; number < sent; number++) {
      if (open.has(number)) continue
      acked++
      if (!distinct.has(number)) lost++
    }
  }
  return { acked, lost, duplicates }
}
