import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { READING_BOUNDS } from '../decode/reading-bounds.ts'
import { isId } from '../domain/device.ts'
import { type EpochMs, parseInstant } from '../domain/time.ts'
import { type FieldProblem, YukibanError } from '../errors.ts'

/** A row of measurements. Null: the cell is empty or there is no such column. */
export interface CsvReading {
  readonly device: string
  readonly atMs: EpochMs
  /** When it came in; null: at once. */
  readonly receivedAtMs: EpochMs | null
  readonly distanceMm: number | null
  readonly depthMm: number | null
  readonly airTempC: number | null
  readonly echoQuality: number | null
  readonly mountHeightMm: number | null
}

type Measured = 'distanceMm' | 'depthMm' | 'airTempC' | 'echoQuality' | 'mountHeightMm'

/** Column names that are understood: what they hold, and by what to multiply. The first of a kind that is there counts. */
const COLUMNS: readonly (readonly [name: string, of: Measured, factor: number])[] = [
  ['distance_raw_m', 'distanceMm', 1000],
  ['distance_mm', 'distanceMm', 1],
  ['distance_cm', 'distanceMm', 10],
  ['distance_m', 'distanceMm', 1000],
  ['depth_mm', 'depthMm', 1],
  ['depth_cm', 'depthMm', 10],
  ['depth_m', 'depthMm', 1000],
  ['hs_cm', 'depthMm', 10],
  ['hs_m', 'depthMm', 1000],
  ['hs', 'depthMm', 10],
  ['air_temp_c', 'airTempC', 1],
  ['ta_c', 'airTempC', 1],
  ['quality', 'echoQuality', 1],
  ['mount_height_m', 'mountHeightMm', 1000],
  ['mount_height_mm', 'mountHeightMm', 1],
]
const TIME_COLUMNS = ['time_utc', 'timestamp', 'time']
const RECEIVED_COLUMN = 'received_utc'
const DEVICE_COLUMN = 'device'

/** More problems than these help nobody. */
const MAX_PROBLEMS = 20

interface Header {
  readonly time: number
  readonly device: number
  readonly received: number
  readonly measured: readonly {
    readonly index: number
    readonly name: string
    readonly of: Measured
    readonly factor: number
  }[]
}

/**
 * Reads measurements from a CSV file, row by row and never as a whole: `time_utc` (ISO 8601 with zone), `device`, a
 * distance or depth, and what else of COLUMNS there is. Rows without any measurement are left out.
 * @param shown the file as its reader knows it, for errors. @param device of files that have no such column.
 * Throws `history-invalid` naming file, line, column and value of the first problems.
 */
export async function* readCsvReadings(path: string, shown: string, device: string | null): AsyncGenerator<CsvReading> {
  const problems: FieldProblem[] = []
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  let header: Header | undefined
  let number = 0
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    if (header === undefined) {
      header = headerOf(line, shown, device !== null)
      continue
    }
    const row = rowOf(line, header, device, (column, value, message) =>
      problems.push({ field: `${shown} line ${number}, ${column}`, value, message }),
    )
    if (problems.length >= MAX_PROBLEMS) throw historyInvalid(problems)
    if (row !== undefined && problems.length === 0) yield row
  }
  if (header === undefined) problems.push({ field: shown, message: 'is empty; the first line must name the columns' })
  if (problems.length > 0) throw historyInvalid(problems)
}

/** The error for a history with these problems. */
export function historyInvalid(problems: readonly FieldProblem[]): YukibanError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  return new YukibanError('history-invalid', `the history has ${count}`, { problems })
}

function headerOf(line: string, shown: string, hasDevice: boolean): Header {
  const names = cellsOf(line.replace(/^\uFEFF/, '')).map((it) => it.toLowerCase())
  const time = TIME_COLUMNS.map((it) => names.indexOf(it)).find((it) => it >= 0) ?? -1
  const measured: Header['measured'][number][] = []
  for (const [name, of, factor] of COLUMNS) {
    const index = names.indexOf(name)
    if (index >= 0 && !measured.some((it) => it.of === of)) measured.push({ index, name, of, factor })
  }
  const device = names.indexOf(DEVICE_COLUMN)
  const problems: FieldProblem[] = []
  const field = `${shown} line 1`
  const value = names.join(',').slice(0, 200)
  if (time < 0) problems.push({ field, value, message: `has no column ${TIME_COLUMNS.join(', ')}` })
  if (device < 0 && !hasDevice) problems.push({ field, value, message: 'has no column device' })
  if (!measured.some((it) => it.of === 'distanceMm' || it.of === 'depthMm')) {
    const known = COLUMNS.filter(([, of]) => of === 'distanceMm' || of === 'depthMm').map(([name]) => name)
    problems.push({ field, value, message: `has no column of a depth or a distance (${known.join(', ')})` })
  }
  if (problems.length > 0) throw historyInvalid(problems)
  return { time, device, received: names.indexOf(RECEIVED_COLUMN), measured }
}

type Refuse = (column: string, value: string, message: string) => void

function rowOf(line: string, header: Header, device: string | null, refuse: Refuse): CsvReading | undefined {
  const cells = cellsOf(line)
  const values: Record<Measured, number | null> = {
    distanceMm: null,
    depthMm: null,
    airTempC: null,
    echoQuality: null,
    mountHeightMm: null,
  }
  for (const { index, name, of, factor } of header.measured)
    values[of] = numberIn(cells[index], name, of, factor, refuse)
  const atMs = timeIn(cells[header.time], TIME_COLUMNS[0] ?? '', refuse)
  const receivedText = header.received < 0 ? '' : (cells[header.received] ?? '')
  const receivedAtMs = receivedText === '' ? null : (timeIn(receivedText, RECEIVED_COLUMN, refuse) ?? null)
  const id = header.device < 0 ? device : (cells[header.device] ?? '')
  if (id === null || !isId(id)) refuse(DEVICE_COLUMN, id ?? '', 'is no id of a device')
  if (atMs === undefined || id === null) return undefined
  if (values.distanceMm === null && values.depthMm === null) return undefined
  return { device: id, atMs, receivedAtMs, ...values }
}

function numberIn(
  text: string | undefined,
  column: string,
  of: Measured,
  factor: number,
  refuse: Refuse,
): number | null {
  if (text === undefined || text === '') return null
  const value = Number(text)
  const { min, max } = of === 'mountHeightMm' ? READING_BOUNDS.distanceMm : READING_BOUNDS[of]
  const scaled = Math.round(value * factor * 1000) / 1000
  if (Number.isFinite(value) && scaled >= min && scaled <= max) return scaled
  refuse(column, text.slice(0, 40), Number.isFinite(value) ? 'is beyond what any sensor can mean' : 'is no number')
  return null
}

function timeIn(text: string | undefined, column: string, refuse: Refuse): EpochMs | undefined {
  const atMs = text === undefined ? undefined : parseInstant(text)
  if (atMs === undefined) refuse(column, text ?? '', 'is no ISO 8601 time with zone such as 2026-01-20T06:00:00Z')
  return atMs
}

/** Cells of a line; ids, times and numbers hold no commas, so quotes only wrap them. */
function cellsOf(line: string): string[] {
  return line.split(',').map((it) => it.trim().replace(/^"(.*)"$/, '$1'))
}
