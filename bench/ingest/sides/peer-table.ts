import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { messageNumber } from '../packets.ts'
import type { StoredSet } from '../side.ts'

/** The table a peer writes: reading (device, seq, …). */
function read<T>(file: string, query: (database: DatabaseSync) => T, none: T): T {
  if (!existsSync(file)) return none
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2000 })
  try {
    return query(database)
  } catch {
    return none
  } finally {
    database.close()
  }
}

export function rowsIn(file: string): number {
  return read(file, (it) => Number(it.prepare('select max(rowid) as n from reading').get()?.n ?? 0), 0)
}

/** What is stored once nothing more has come for `quietMs`. */
export async function settledNumbers(file: string, quietMs: number): Promise<StoredSet> {
  let rows = rowsIn(file)
  for (let quietSinceMs = performance.now(); performance.now() - quietSinceMs < quietMs; ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const now = rowsIn(file)
    if (now !== rows) quietSinceMs = performance.now()
    rows = now
  }
  const found = new Map<string, number[]>()
  const all = read(file, (it) => it.prepare('select device, seq from reading').all(), [])
  for (const { device, seq } of all) {
    const numbers = found.get(String(device)) ?? []
    numbers.push(messageNumber(Number(seq)))
    found.set(String(device), numbers)
  }
  return found
}
