import type { Device } from '../domain/device.ts'
import type { Block, Contractor, Route } from '../domain/route.ts'
import { CSV_SECTIONS, type CsvSection } from './csv-columns.ts'
import type { RawDistrict } from './raw-district.ts'
import { idOf } from './rows.ts'
import type { Snapshot } from './snapshot.ts'

/** The file's content, each row completed by what is stored of the fields that the file does not speak of. */
export function completed({ input, unspoken, blocksOfRoutes }: RawDistrict, snapshot: Snapshot): unknown {
  const whole = blocksOfRoutes === true ? withStoredBlocks(input, snapshot) : input
  if (unspoken === undefined || unspoken.size === 0) return whole
  const sections = whole as Readonly<Record<string, unknown>>
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

/** Blocks that routes name, with what is stored of them besides. */
function withStoredBlocks(input: unknown, snapshot: Snapshot): unknown {
  const { blocks, ...rest } = input as Readonly<Record<string, unknown>>
  if (!Array.isArray(blocks)) return input
  const complete = (row: object): object => {
    const stored = snapshot.own.blocks.get(idOf(row) ?? '') as Block | undefined
    return stored === undefined ? row : { name: stored.name, nameKana: stored.nameKana, ...row }
  }
  return { ...rest, blocks: blocks.map(complete) }
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
