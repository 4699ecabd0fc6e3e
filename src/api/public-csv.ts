import { localDate, localHhMm, parseInstant } from '../domain/time.ts'
import type { PublicRoute } from './public-map.ts'

/** Spreadsheets would read cells that begin so as formulas. */
const FORMULA = /^[=+\-@\t\r]/
/** Without it Excel takes UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF'

const COLUMNS: readonly (readonly [string, (it: PublicRoute) => string | number | null])[] = [
  ['route_id', (it) => it.id],
  ['name', (it) => it.properties.name],
  ['authority', (it) => it.properties.authority],
  ['block', (it) => it.properties.block],
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

/** Every route as CSV (RFC 4180, UTF-8 with byte-order mark); times on the authority's wall clock, as Excel reads them. */
export function publicCsv(routes: readonly PublicRoute[]): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...routes.map((route) => COLUMNS.map(([, value]) => cell(value(route)))),
  ]
  return `${BYTE_ORDER_MARK}${lines.map((it) => it.join(',')).join('\r\n')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** `2026-01-21 02:10` */
function wallClock({ properties }: PublicRoute, iso: string | null): string | null {
  const atMs = iso === null ? undefined : parseInstant(iso)
  if (atMs === undefined) return null
  return `${localDate(atMs, properties.timeZone)} ${localHhMm(atMs, properties.timeZone)}`
}
