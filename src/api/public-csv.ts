import { parseInstant } from '../domain/time.ts'
import { type CsvColumn, csvTime, toCsv } from './csv.ts'
import type { PublicRoute } from './public-map.ts'

const COLUMNS: readonly CsvColumn<PublicRoute>[] = [
  ['route_id', (it) => it.id],
  ['name', (it) => it.properties.name],
  ['name_kana', (it) => it.properties.nameKana],
  ['authority', (it) => it.properties.authority],
  ['block', (it) => it.properties.block],
  ['block_kana', (it) => it.properties.blockKana],
  ['condition', (it) => it.properties.condition.status],
  ['depth_cm', (it) => it.properties.condition.depthCm],
  ['observed_at', (it) => wallClock(it, it.properties.condition.observedAt)],
  ['unknown_because', (it) => it.properties.condition.why],
  ['treatment', (it) => it.properties.treatment.status],
  ['ordered_at', (it) => wallClock(it, it.properties.treatment.orderedAt)],
  ['started_at', (it) => wallClock(it, it.properties.treatment.startedAt)],
  ['last_pass_at', (it) => wallClock(it, it.properties.treatment.lastPassAt)],
  ['next_deadline_at', (it) => wallClock(it, it.properties.deadline?.nextAt ?? null)],
  ['time_zone', (it) => it.properties.timeZone],
]

/** Every route as CSV; times on the authority's wall clock, as Excel reads them. */
export function publicCsv(routes: readonly PublicRoute[]): string {
  return toCsv(COLUMNS, routes)
}

function wallClock({ properties }: PublicRoute, iso: string | null): string | null {
  return csvTime(iso === null ? null : parseInstant(iso), properties.timeZone)
}
