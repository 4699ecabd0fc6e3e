import { parseDocument } from 'yaml'
import type { YukibanError } from '../errors.ts'
import { fieldProblem, say } from '../problems/say.ts'
import type { CsvSection } from './csv-columns.ts'
import { readCsvDistrict } from './csv-district.ts'
import { readGeoJson } from './geojson.ts'
import { invalid, type RawDistrict } from './raw-district.ts'

/** Levels of lists and objects in a file; a criterion in a district file, the deepest there is, has far fewer. */
const MAX_DEPTH = 32

/** Openings one after the other, far more than a ruled line in a comment has: the parser takes seconds for them. */
const YAML_OPENINGS = /(?:[[{][ \t\r\n]*){200}|(?:[-?][ \t]+){200}/

/**
 * Reads a district file (JSON or YAML), routes as GeoJSON, or routes, devices or contractors as CSV; which of them it is, its
 * name and content tell. Text is UTF-8; CSV may also be Shift_JIS, which spreadsheets in Japan write.
 * Throws `district-invalid` when the text cannot be read as what it claims to be.
 */
export function readDistrictFile(bytes: Uint8Array, fileName: string): RawDistrict {
  const name = fileName.toLowerCase()
  if (name.endsWith('.csv')) return readCsvFile(bytes)
  const text = decodeText(bytes, ['utf-8'])
  const yaml = name.endsWith('.yaml') || name.endsWith('.yml') || !/^\s*[[{]/.test(text)
  const input = shallow(yaml && !name.endsWith('json') ? parseYaml(text) : parseJson(text))
  return isFeatureCollection(input) ? readGeoJson(input) : { input, locate: (field) => field }
}

/** Routes, devices or contractors as CSV. @param section which of them; absent: the columns tell. */
export function readCsvFile(bytes: Uint8Array, section?: CsvSection): RawDistrict {
  return readCsvDistrict(decodeText(bytes, ['utf-8', 'shift_jis']), section)
}

/** Routes as GeoJSON. Throws `district-invalid` for anything else. */
export function readGeoJsonFile(bytes: Uint8Array): RawDistrict {
  const input = shallow(parseJson(decodeText(bytes, ['utf-8'])))
  if (isFeatureCollection(input)) return readGeoJson(input)
  throw invalid([fieldProblem('file', say('not-geojson'))])
}

function isFeatureCollection(input: unknown): input is { readonly features: unknown } {
  return typeof input === 'object' && input !== null && 'type' in input && input.type === 'FeatureCollection'
}

function decodeText(bytes: Uint8Array, encodings: readonly string[]): string {
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // not in this encoding: the next one may fit
    }
  }
  throw invalid([fieldProblem('file', say('not-text', { encodings: encodings.join(' or ') }))])
}

/** The same value, which holds nothing that goes on for ever: YAML can make a list that contains itself. */
function shallow(input: unknown): unknown {
  /** How deep a part was seen; it is looked at again only where it lies deeper. */
  const seen = new Map<object, number>()
  const left: { readonly part: unknown; readonly depth: number }[] = [{ part: input, depth: 0 }]
  for (let it = left.pop(); it !== undefined; it = left.pop()) {
    const { part, depth } = it
    if (typeof part !== 'object' || part === null || (seen.get(part) ?? -1) >= depth) continue
    if (depth >= MAX_DEPTH) {
      throw tooDeep()
    }
    seen.set(part, depth)
    for (const inner of Object.values(part)) left.push({ part: inner, depth: depth + 1 })
  }
  return input
}

function tooDeep(): YukibanError {
  return invalid([fieldProblem('file', say('nested-too-deep', { levels: MAX_DEPTH }))])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw invalid([fieldProblem('file', say('not-json', { why }))])
  }
}

function parseYaml(text: string): unknown {
  if (YAML_OPENINGS.test(text)) throw tooDeep()
  const document = parseDocument(text)
  if (document.errors.length > 0) {
    throw invalid(
      document.errors.map((error) => {
        const why = error.message.split('\n', 1)[0] ?? error.code
        return fieldProblem(`line ${error.linePos?.[0].line ?? 1}`, say('yaml-error', { why }))
      }),
    )
  }
  try {
    return document.toJS()
  } catch (cause) {
    // aliases that would unfold into more than memory holds
    const why = cause instanceof Error ? cause.message : String(cause)
    throw invalid([fieldProblem('file', say('not-yaml', { why }))])
  }
}
