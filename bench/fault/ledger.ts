import type { Account } from '../ingest/device.ts'
import type { StoredSet } from '../ingest/side.ts'

/** What all loads together know was acknowledged, by device and message number. */
export class Ledger {
  readonly #acked = new Map<string, Set<number>>()

  add(accounts: readonly Account[]): void {
    for (const { device, first, sent, unacked, resent } of accounts) {
      const acked = this.#acked.get(device) ?? new Set<number>()
      const open = new Set(unacked)
      for (let number = first; number < first + sent; number++) if (!open.has(number)) acked.add(number)
      for (const number of resent) acked.add(number)
      this.#acked.set(device, acked)
    }
  }

  /** Holds it against what is stored. */
  compare(stored: StoredSet): { acked: number; missing: number; duplicates: number } {
    let total = 0
    let missing = 0
    let duplicates = 0
    for (const [device, acked] of this.#acked) {
      const numbers = stored.get(device) ?? []
      const distinct = new Set(numbers)
      total += acked.size
      missing += [...acked].filter((it) => !distinct.has(it)).length
      duplicates += numbers.length - distinct.size
    }
    return { acked: total, missing, duplicates }
  }
}
