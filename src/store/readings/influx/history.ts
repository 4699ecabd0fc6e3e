import type { ReadingQuery, StoredReading } from '../port.ts'
import type { InfluxClient } from './client.ts'
import { readingsFromRows, selectReadings } from './influxql.ts'

/** Points asked for at a time: about half a megabyte. */
const PAGE_POINTS = 2000

/**
 * Readings of one device from InfluxDB, ascending by time, then identity, each once.
 * Throws InfluxFault when InfluxDB cannot answer.
 */
export async function historyReadings(client: InfluxClient, query: ReadingQuery): Promise<StoredReading[]> {
  const { deviceId, toMs, limit, after } = query
  let fromMs = Math.max(query.fromMs, after?.atMs ?? query.fromMs)
  // One more than asked for: the last millisecond of a full page is not known to be whole.
  let points = Math.min(limit + 1, PAGE_POINTS)
  const found: StoredReading[] = []
  while (found.length < limit) {
    const statement = selectReadings(deviceId, fromMs, toMs, points)
    if (statement === undefined) break
    const rows = await client.query(statement.text, statement.parameters)
    const page = readingsFromRows(rows)
    const full = rows.values.length >= points
    const whole = full ? withoutLastMillisecond(page) : page
    if (full && whole.length === 0) {
      points *= 4
      continue
    }
    found.push(...mergeReadings(whole, []).filter((it) => after === undefined || comparePlace(it, after) > 0))
    if (!full) break
    fromMs = (whole.at(-1)?.atMs ?? fromMs) + 1
    points = PAGE_POINTS
  }
  return found.slice(0, limit)
}

/** Both lists as one, ascending by time, then identity, each reading once: of two with one identity the later given. */
export function mergeReadings(older: readonly StoredReading[], newer: readonly StoredReading[]): StoredReading[] {
  const byKey = new Map<string, StoredReading>()
  for (const it of [...older, ...newer]) byKey.set(`${it.atMs} ${it.identity}`, it)
  return [...byKey.values()].sort(comparePlace)
}

type Place = Pick<StoredReading, 'atMs' | 'identity'>

/** Identities are compared as SQLite does, by their UTF-8 bytes. */
function comparePlace(a: Place, b: Place): number {
  return a.atMs - b.atMs || Buffer.compare(Buffer.from(a.identity, 'utf8'), Buffer.from(b.identity, 'utf8'))
}

function withoutLastMillisecond(page: readonly StoredReading[]): StoredReading[] {
  const lastMs = page.at(-1)?.atMs
  return page.filter((it) => it.atMs !== lastMs)
}
