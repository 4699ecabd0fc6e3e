import type { Device } from '../domain/device.ts'
import type { Contractor, Route } from '../domain/route.ts'
import { CSV_SECTIONS, type CsvSection } from './csv-columns.ts'
import type { RawDistrict } from './raw-district.ts'
import { idOf } from './rows.ts'
import type { Snapshot } from './snapshot.ts'

/** The file's content, each row completed by what is stored of the fields that the file does not speak of. */
export function completed({ input, unspoken }: RawDistrict, snapshot: Snapshot): unknown {
  if (unspoken === undefined || unspoken.size === 0) return input
  const sections = input as Readonly<Record<string, unknown>>
  const complete = (section: CsvSection, row: unknown): unknown => {
    const stored = snapshot.own[section].get(idOf(row) ?? '')
    if (stored === undefined) return row
    const kept = Object.entries(asInput(section, stored)).filter(
      ([name, value]) => unspoken.has(name) && value !== null,
    )
    return { ...Object.fromEntries(kept), ...(row as object) }
  }
  return Object.fromEntries(
    Object.entries(sections).map(([name, rows]) => {
      const section = CSV_SECTIONS.find((it) => it === name)
      return [name, section !== undefined && Array.isArray(rows) ? rows.map((it) => complete(section, it)) : rows]
    }),
  )
}

/** A stored row by the fields of the district file. */
function asInput(section: CsvSection, stored: object): Readonly<Record<string, unknown>> {
  if (section === 'contractors') return fieldsOf(stored as Contractor)
  if (section === 'routes') {
    const { blockId, ...route } = stored as Route
    return { ...fieldsOf(route), block: blockId }
  }
  const { routeId, ...device } = stored as Device
  const measures = device.kind === 'ultrasonic' && device.mountHeightMm === null ? 'depth' : null
  return { ...fieldsOf(device), route: routeId, measures }
}

function fieldsOf(row: object): Readonly<Record<string, unknown>> {
  return { ...row }
}
