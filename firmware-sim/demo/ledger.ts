import type { QuarantineItem, ReadingStore, StoredReading } from '../../src/store/readings/port.ts'
import type { FleetDevice, Outgoing } from '../sampler.ts'

/** What became of acknowledged messages, counted one by one. */
export interface Balance {
  /** Readings and garbage the broker has acknowledged. */
  readonly acked: number
  readonly readings: number
  /** Messages in quarantine, repeats counted. */
  readonly quarantined: number
  /** Acknowledged, but neither among the readings nor in quarantine: `device boot:seq`, or `device (garbage)`. */
  readonly missing: readonly string[]
  /** Readings that are stored more than once. */
  readonly duplicates: readonly string[]
}

/** What is asked of the store. */
type Contents = Pick<ReadingStore, 'readings' | 'quarantine'>

const PAGE = 5000

/** Keeps what each device was told is safe, to hold it against what is really there. */
export class Ledger {
  readonly #readings = new Map<string, Set<string>>()
  /** Device → bytes as sent → how often. */
  readonly #garbage = new Map<string, Map<string, number>>()

  /** For the fleet's `onAcked`. */
  acked(deviceId: string, items: readonly Outgoing[]): void {
    for (const { json, broken } of items) {
      if (broken) {
        const texts = entry(this.#garbage, deviceId, () => new Map<string, number>())
        texts.set(json, (texts.get(json) ?? 0) + 1)
      } else {
        const { boot, seq } = JSON.parse(json) as { boot: string; seq: number }
        entry(this.#readings, deviceId, () => new Set<string>()).add(`${boot}:${seq}`)
      }
    }
  }

  /** Compares with the store, device by device. */
  async balance(store: Contents, devices: readonly Pick<FleetDevice, 'id'>[]): Promise<Balance> {
    const missing: string[] = []
    const duplicates: string[] = []
    let acked = 0
    let readings = 0
    let quarantined = 0
    for (const { id } of devices) {
      const expected = this.#readings.get(id) ?? new Set()
      const garbage = this.#garbage.get(id) ?? new Map<string, number>()
      const stored = await storedReadings(store, id)
      const refused = await store.quarantine({ deviceId: id, limit: Number.MAX_SAFE_INTEGER })
      acked += expected.size + sum(garbage.values())
      readings += stored.length
      quarantined += sum(refused.map((it) => it.times))
      const found = new Set(stored.map(({ boot, seq }) => `${boot}:${seq}`))
      missing.push(...[...expected].filter((it) => !found.has(it)).map((it) => `${id} ${it}`))
      missing.push(...missingGarbage(garbage, refused).map(() => `${id} (garbage)`))
      duplicates.push(...repeated(stored).map((it) => `${id} ${it}`))
    }
    return { acked, readings, quarantined, missing, duplicates }
  }
}

async function storedReadings(store: Contents, deviceId: string): Promise<StoredReading[]> {
  const all: StoredReading[] = []
  const range = { deviceId, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: PAGE }
  for (;;) {
    const last = all.at(-1)
    const after = last === undefined ? {} : { after: { atMs: last.atMs, identity: last.identity } }
    const page = await store.readings({ ...range, ...after })
    all.push(...page)
    if (page.length < PAGE) return all
  }
}

/** One entry for each time that garbage was acknowledged and is not in quarantine. */
function missingGarbage(sent: ReadonlyMap<string, number>, refused: readonly QuarantineItem[]): string[] {
  const decoder = new TextDecoder()
  return [...sent].flatMap(([text, times]) => {
    const kept = sum(refused.filter((it) => decoder.decode(it.payload) === text).map((it) => it.times))
    return Array.from({ length: Math.max(0, times - kept) }, () => text)
  })
}

function repeated(stored: readonly StoredReading[]): string[] {
  const seen = new Set<string>()
  return stored
    .map(({ boot, seq }) => `${boot}:${seq}`)
    .filter((it) => {
      const again = seen.has(it)
      seen.add(it)
      return again
    })
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const found = map.get(key) ?? create()
  map.set(key, found)
  return found
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
