import type { BothLanguages } from '../ui/parts.tsx'

/** `POST /api/v1/imports`: what an import does, row by row. */
export interface ImportReport {
  readonly dryRun: boolean
  readonly imported: boolean
  readonly counts: Readonly<Record<'create' | 'update' | 'unchanged' | 'leftOut' | 'problems', number>>
  readonly rows: readonly ImportRow[]
  readonly roster: ListChange | null
  readonly holidays: ListChange | null
  readonly leftOut: readonly ImportPlace[]
  readonly problems: readonly ImportProblem[]
  readonly credentials: ImportCredentials | null
}

export interface ImportPlace {
  readonly section: string | null
  readonly row: number | null
  readonly id: string | null
}

export interface ImportRow {
  readonly section: string
  readonly row: number | null
  readonly id: string
  /** null: such rows have no name. */
  readonly name: string | null
  /** How it is read, as it will be kept; null: not said. */
  readonly nameKana: string | null
  readonly change: 'create' | 'update' | 'unchanged'
  readonly fields: readonly string[]
}

export interface ImportProblem extends ImportPlace {
  readonly field: string | null
  readonly value: string | null
  readonly message: BothLanguages
  readonly remedy: BothLanguages
}

export interface ListChange {
  readonly added: number
  readonly removed: number
  readonly unchanged: number
}

export interface ImportCredentials {
  readonly devices: readonly { readonly id: string; readonly token: string }[]
  readonly contractors: readonly { readonly id: string; readonly webhookSecret: string }[]
}

export const IMPORT_KINDS = [
  'district',
  'routes-geojson',
  'csv',
  'routes-csv',
  'devices-csv',
  'contractors-csv',
] as const
type ImportKind = (typeof IMPORT_KINDS)[number]

/** A file to import: its bytes go as they are, so that the service tells their encoding. */
export interface ImportFile {
  /** Tells one choosing from the next, of the same file too. */
  readonly key: string
  /** Empty: the text was pasted. */
  readonly name: string
  readonly kind: ImportKind
  readonly base64: string
}

/** What a file probably is, by its name; text that was pasted, by how it begins. */
export function kindOf(name: string, text: string): ImportKind {
  const lower = name.toLowerCase()
  if (lower.endsWith('.csv')) return 'csv'
  if (lower.endsWith('.geojson')) return 'routes-geojson'
  if (/\.(json|ya?ml)$/.test(lower)) return 'district'
  if (/^\s*\{/.test(text)) return /"FeatureCollection"/.test(text) ? 'routes-geojson' : 'district'
  return /^\s*\w+:/.test(text) ? 'district' : 'csv'
}

/** So many bytes are turned into text at once. */
const CHUNK = 0x8000

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}

/** Tokens and keys as a file to keep; spreadsheets open it. */
export function credentialsCsv({ devices, contractors }: ImportCredentials): string {
  const lines = [
    'kind,id,secret',
    ...devices.map((it) => `device,${it.id},${it.token}`),
    ...contractors.map((it) => `contractor,${it.id},${it.webhookSecret}`),
  ]
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
