import type { Option } from './options.ts'

/** Settings of imports through the API; options.ts joins them to the others. */
export const IMPORT_OPTIONS = [
  {
    name: 'YUKIBAN_IMPORT_MAX_BYTES',
    kind: 'integer',
    default: '16777216',
    min: 1024,
    max: 104857600,
    help: 'Largest file of a district, routes, devices or contractors that the API imports.',
  },
  {
    name: 'YUKIBAN_IMPORT_QUEUE',
    kind: 'integer',
    default: '4',
    min: 1,
    max: 100,
    help: 'Imports that may run or wait at a time; they run one after another, each waiting one keeps its file in memory.',
  },
  {
    name: 'YUKIBAN_IMPORT_CHECK_MAX_S',
    kind: 'integer',
    default: '60',
    min: 1,
    max: 3600,
    help: 'Seconds that reading and checking an imported file may take.',
  },
  {
    name: 'YUKIBAN_IMPORT_WRITE_MAX_S',
    kind: 'integer',
    default: '20',
    min: 1,
    max: 3600,
    help: 'Seconds that writing an imported file may take; nothing else is written to the control database meanwhile.',
  },
  {
    name: 'YUKIBAN_IMPORT_MEMORY_MB',
    kind: 'integer',
    default: '1024',
    min: 64,
    max: 65536,
    help: 'Memory that reading, checking and writing an imported file may take, MiB.',
  },
] as const satisfies readonly Option[]

type ImportOptionName = (typeof IMPORT_OPTIONS)[number]['name']

export interface ImportConfig {
  readonly maxBytes: number
  /** Running and waiting. */
  readonly queue: number
  readonly checkMaxS: number
  readonly writeMaxS: number
  readonly memoryMb: number
}

/** Reads the settings of imports. */
export function readImportConfig(read: { integer(name: ImportOptionName): number }): ImportConfig {
  return {
    maxBytes: read.integer('YUKIBAN_IMPORT_MAX_BYTES'),
    queue: read.integer('YUKIBAN_IMPORT_QUEUE'),
    checkMaxS: read.integer('YUKIBAN_IMPORT_CHECK_MAX_S'),
    writeMaxS: read.integer('YUKIBAN_IMPORT_WRITE_MAX_S'),
    memoryMb: read.integer('YUKIBAN_IMPORT_MEMORY_MB'),
  }
}
