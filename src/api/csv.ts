import { type EpochMs, localDate, localHhMm } from '../domain/time.ts'

/**
 * Tables as CSV that opens correctly in Excel: RFC 4180, UTF-8 with byte-order mark, no cell that is read as a formula.
 * A small table is made whole by `toCsv`, a long one line by line: `CSV_START`, `csvHeader`, and `csvRow` for each row.
 */

export type CsvValue = string | number | boolean | null

/** Heading and what stands under it; null is an empty cell. */
export type CsvColumn<Row> = readonly [heading: string, value: (row: Row) => CsvValue]

/** Content type of every CSV file here. */
export const CSV_TYPE = 'text/csv; charset=utf-8'
/** The byte-order mark, without which Excel takes UTF-8 for something else. */
export const CSV_START = '\uFEFF'
const LINE_END = '\r\n'

/** Spreadsheets would read texts that begin so as formulas; Japanese ones the full-width signs too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** A whole table. */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return `${CSV_START}${csvHeader(columns)}${rows.map((row) => csvRow(columns, row)).join('')}`
}

/** The line of headings, with its end. */
export function csvHeader<Row>(columns: readonly CsvColumn<Row>[]): string {
  return line(columns.map(([heading]) => heading))
}

/** The line of one row, with its end. */
export function csvRow<Row>(columns: readonly CsvColumn<Row>[], row: Row): string {
  return line(columns.map(([, value]) => value(row)))
}

/** `2026-01-21 02:10` on the wall clock of `timeZone`: spreadsheets read it as a time, which they do not with a zone. */
export function csvTime(atMs: EpochMs | null | undefined, timeZone: string): string | null {
  if (atMs === null || atMs === undefined) return null
  return `${localDate(atMs, timeZone)} ${localHhMm(atMs, timeZone)}`
}

/**
 * `content-disposition` of a file to save (RFC 6266).
 * @param asciiName for programs that know only ASCII; without quotes and backslashes.
 * @param name as people see it, in any writing.
 */
export function csvDisposition(asciiName: string, name: string = asciiName): string {
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${asciiName}"; filename*=UTF-8''${encoded}`
}

function line(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(',')}${LINE_END}`
}

function cell(value: CsvValue): string {
  if (value === null) return ''
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
