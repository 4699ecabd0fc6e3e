import type { TSchema } from 'typebox'
import { nearestName } from '../domain/schema-problems.ts'
import { fieldProblem, type SpokenProblem, say } from '../problems/say.ts'
import { withBlocks } from './blocks-of-routes.ts'
import { type CsvRecord, parseCsv } from './csv.ts'
import { CSV_COLUMNS, CSV_SECTIONS, type CsvSection, columnOf, spokenBoolean, spokenWord } from './csv-columns.ts'
import { ContractorSchema, DeviceSchema, RouteSchema } from './district-schema.ts'
import { invalid, type RawDistrict } from './raw-district.ts'

/** More than any of our tables has; a file with more is no such table, and is not compared name by name. */
const MAX_COLUMNS = 100

const SCHEMAS = { routes: RouteSchema, devices: DeviceSchema, contractors: ContractorSchema } as const

/**
 * Routes, devices or contractors from CSV: the header row names the columns in Japanese or English or as the fields of
 * the district file, in any order. An empty cell counts as absent; a column the file does not have leaves what is
 * stored as it is.
 * @param section what the file holds; absent: the columns tell.
 * Throws `district-invalid` for an unreadable file or header, or a row with more cells than the header.
 */
export function readCsvDistrict(text: string, section?: CsvSection): RawDistrict {
  const [header, ...records] = parseCsv(text)
  if (header === undefined) throw invalid([fieldProblem('file', say('file-empty'))])
  if (header.cells.length > MAX_COLUMNS) {
    throw invalid([
      fieldProblem('line 1', say('file-too-many-columns', { columns: header.cells.length, most: MAX_COLUMNS })),
    ])
  }
  const held = section ?? sectionOf(header.cells)
  const fields = fieldsOf(header, held)
  const tooLong = records.filter((it) => it.cells.length > fields.length)
  if (tooLong.length > 0) throw invalid(tooLong.map((it) => tooManyCells(it, fields.length)))
  const properties = SCHEMAS[held].properties as Readonly<Record<string, TSchema>>
  const rows = records.map((record) => rowOf(record, fields, properties))
  const lineOf = (index: number) => records[index]?.line ?? null
  return {
    input: held === 'routes' ? withBlocks(rows) : { [held]: rows },
    unspoken: new Set(Object.keys(properties).filter((it) => !fields.includes(it))),
    blocksOfRoutes: true,
    lineOf,
    headingOf: (field) => header.cells[fields.indexOf(field)]?.trim() ?? field,
    locate: (field) =>
      field.replace(/^(?:routes|devices|contractors)\[(\d+)\]\.?/, (_all, index: string) => {
        const line = `line ${lineOf(Number(index)) ?? '?'}`
        return field.endsWith(']') ? line : `${line}, `
      }),
  }
}

/** The section of which the most columns are there; of two alike the one that misses nothing it needs. */
function sectionOf(header: readonly string[]): CsvSection {
  const counts = CSV_SECTIONS.map((section) => {
    const fields = header.flatMap((it) => columnOf(section, it)?.field ?? [])
    const missing = SCHEMAS[section].required.filter((it) => !fields.includes(it)).length
    return { section, known: fields.length, missing }
  }).sort((a, b) => b.known - a.known || a.missing - b.missing)
  const [best, next] = counts
  if (best !== undefined && best.known > 0 && (best.known !== next?.known || best.missing < next.missing)) {
    return best.section
  }
  const named = CSV_SECTIONS.map((it) => `${it}: ${knownFields(it).join(', ')}`)
  throw invalid([fieldProblem('line 1', say('file-no-section', { named: named.join('; ') }), header.join(','))])
}

function knownFields(section: CsvSection): string[] {
  return CSV_COLUMNS[section].map((it) => it.field)
}

/** The field each column stands for. */
function fieldsOf(header: CsvRecord, section: CsvSection): string[] {
  const known = knownFields(section)
  const problems: SpokenProblem[] = []
  const fields = header.cells.map((cell) => {
    const column = columnOf(section, cell)
    if (column === undefined) {
      const near = nearestName(cell, known)
      const says = near === undefined ? say('unknown-column', { known }) : say('unknown-column-near', { near })
      problems.push(fieldProblem(`line ${header.line}`, says, cell))
    }
    return column?.field ?? cell
  })
  for (const name of new Set(fields.filter((it, index) => fields.indexOf(it) !== index))) {
    problems.push(fieldProblem(`line ${header.line}`, say('column-twice'), name))
  }
  if (problems.length > 0) throw invalid(problems)
  return fields
}

function tooManyCells(record: CsvRecord, columns: number): SpokenProblem {
  return fieldProblem(`line ${record.line}`, say('too-many-cells', { cells: record.cells.length, columns }))
}

function rowOf(
  record: CsvRecord,
  fields: readonly string[],
  properties: Readonly<Record<string, TSchema>>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (const [index, field] of fields.entries()) {
    const cell = record.cells[index]?.trim() ?? ''
    if (cell !== '') row[field] = typed(field, cell, properties[field])
  }
  return row
}

/** A cell in the type its column has; what does not fit stays text, for the schema to refuse. */
function typed(field: string, cell: string, schema: TSchema | undefined): unknown {
  const type = schema !== undefined && 'type' in schema ? schema.type : undefined
  if (type === 'boolean') return spokenBoolean(cell) ?? cell
  if (type === 'number' || type === 'integer') {
    // full-width digits of an input method, and the thousands separators of a spreadsheet
    const plain = cell.normalize('NFKC').replace(/^([+-]?\d{1,3}(?:,\d{3})+)(?=\.|$)/, (it) => it.replaceAll(',', ''))
    return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : cell
  }
  // a spreadsheet writes 06:00 as 6:00 or 6:00:00
  const time = field === 'deadline' ? /^(\d{1,2}):(\d{2})(?::00)?$/.exec(cell.normalize('NFKC')) : null
  return time === null ? spokenWord(field, cell) : `${time[1]?.padStart(2, '0')}:${time[2]}`
}
