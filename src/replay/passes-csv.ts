import { parseCsv } from '../district/csv.ts'
import { type EpochMs, parseInstant } from '../domain/time.ts'
import type { FieldProblem } from '../errors.ts'
import { historyInvalid } from './readings-csv.ts'

/** A plow pass of the past. `recordedAtMs`: when it became known. */
export interface CsvPass {
  readonly routeId: string
  readonly atMs: EpochMs
  readonly recordedAtMs: EpochMs
}

/**
 * Reads plow passes: the columns `time_utc` and `route`, and optionally `recorded_utc`, when the pass became known.
 * Throws `history-invalid` naming line, column and value.
 */
export function readCsvPasses(text: string, shown: string, routes: ReadonlySet<string>): CsvPass[] {
  const [head, ...rows] = parseCsv(text)
  const names = head?.cells.map((it) => it.trim().toLowerCase()) ?? []
  const missing = ['time_utc', 'route'].filter((it) => !names.includes(it))
  if (missing.length > 0)
    throw historyInvalid([{ field: `${shown} line 1`, message: `has no column ${missing.join(', ')}` }])
  const problems: FieldProblem[] = []
  const passes = rows.flatMap(({ line, cells }) => {
    const cell = (name: string) => cells[names.indexOf(name)]?.trim() ?? ''
    const refuse = (column: string, message: string) =>
      problems.push({ field: `${shown} line ${line}, ${column}`, value: cell(column).slice(0, 40), message })
    const atMs = parseInstant(cell('time_utc'))
    if (atMs === undefined) refuse('time_utc', 'is no ISO 8601 time with zone such as 2026-01-20T06:00:00Z')
    const told = cell('recorded_utc')
    const recordedAtMs = told === '' ? atMs : parseInstant(told)
    if (told !== '' && recordedAtMs === undefined) refuse('recorded_utc', 'is no ISO 8601 time with zone')
    const routeId = cell('route')
    if (!routes.has(routeId)) refuse('route', 'is no route of district.json')
    return atMs === undefined || recordedAtMs === undefined ? [] : [{ routeId, atMs, recordedAtMs }]
  })
  if (problems.length > 0) throw historyInvalid(problems)
  return passes
}
