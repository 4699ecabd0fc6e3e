import type { TSchema } from 'typebox'
import { nearestName } from '../domain/schema-problems.ts'
import type { FieldProblem } from '../errors.ts'
import { type CsvRecord, parseCsv } from './csv.ts'
import { ContractorSchema, DeviceSchema } from './district-schema.ts'
import { invalid, type RawDistrict } from './raw-district.ts'

const SECTIONS = { devices: DeviceSchema, contractors: ContractorSchema } as const

/**
 * Devices or contractors from CSV: the header row names the fields of the district file, in any order; case, `_` and
 * spaces do not matter. Which of the two it is, the columns tell. An empty cell counts as absent.
 * Throws `district-invalid` for an unreadable file or header, or a row with more cells than the header.
 */
export function readCsvDistrict(text: string): RawDistrict {
  const [header, ...records] = parseCsv(text)
  if (header === undefined)
    throw invalid([{ field: 'file', message: 'is empty; the first line must name the columns' }])
  const section = sectionOf(header.cells)
  const properties = SECTIONS[section].properties as Readonly<Record<string, TSchema>>
  const columns = columnNames(header, Object.keys(properties))
  const tooLong = records.filter((it) => it.cells.length > columns.length)
  if (tooLong.length > 0) throw invalid(tooLong.map((it) => tooManyCells(it, columns.length)))
  const rows = records.map((record) => rowOf(record, columns, properties))
  return {
    input: { [section]: rows },
    locate: (field) =>
      field.replace(new RegExp(`^${section}\\[(\\d+)\\]\\.?`), (_all, index: string) => {
        const line = `line ${records[Number(index)]?.line ?? '?'}`
        return field.endsWith(']') ? line : `${line}, `
      }),
  }
}

function sectionOf(header: readonly string[]): keyof typeof SECTIONS {
  const matches = (section: keyof typeof SECTIONS) => {
    const known = new Set(Object.keys(SECTIONS[section].properties).map(plain))
    return header.filter((it) => known.has(plain(it))).length
  }
  const devices = matches('devices')
  const contractors = matches('contractors')
  if (devices !== contractors) return devices > contractors ? 'devices' : 'contractors'
  const named = Object.entries(SECTIONS).map(([name, it]) => `${name}: ${Object.keys(it.properties).join(', ')}`)
  const message = `names neither the columns of devices nor those of contractors (${named.join('; ')})`
  throw invalid([{ field: 'line 1', message, value: header.join(',') }])
}

function columnNames(header: CsvRecord, known: readonly string[]): string[] {
  const problems: FieldProblem[] = []
  const columns = header.cells.map((cell) => {
    const name = known.find((it) => plain(it) === plain(cell))
    if (name === undefined) {
      const near = nearestName(cell, known)
      const hint = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`
      problems.push({ field: `line ${header.line}`, value: cell, message: `is not a known column; ${hint}` })
    }
    return name ?? cell
  })
  for (const name of new Set(columns.filter((it, index) => columns.indexOf(it) !== index))) {
    problems.push({ field: `line ${header.line}`, value: name, message: 'names a column twice' })
  }
  if (problems.length > 0) throw invalid(problems)
  return columns
}

function tooManyCells(record: CsvRecord, columns: number): FieldProblem {
  const message = `has ${record.cells.length} cells under ${columns} columns; quote cells that hold a comma`
  return { field: `line ${record.line}`, message }
}

function rowOf(
  record: CsvRecord,
  columns: readonly string[],
  properties: Readonly<Record<string, TSchema>>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const [index, name] of columns.entries()) {
    const cell = record.cells[index]?.trim() ?? ''
    if (cell !== '') row[name] = typed(cell, properties[name])
  }
  return row
}

/** A cell in the type its column has; what does not fit stays text, for the schema to refuse. */
function typed(cell: string, schema: TSchema | undefined): unknown {
  const type = schema !== undefined && 'type' in schema ? schema.type : undefined
  if ((type === 'number' || type === 'integer') && /^[+-]?\d+(\.\d+)?$/.test(cell)) return Number(cell)
  if (type === 'boolean' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  return cell
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[_\s-]/g, '')
}
