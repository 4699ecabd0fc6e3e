import { CSV_SECTIONS } from '../../district/csv-columns.ts'
import { invalid, type RawDistrict } from '../../district/raw-district.ts'
import { readCsvFile, readDistrictFile, readGeoJsonFile } from '../../district/read-file.ts'
import { YukibanError } from '../../errors.ts'
import { fieldProblem, say } from '../../problems/say.ts'
import { invalidRequest } from '../validation.ts'
import type { ImportFile } from './import-task.ts'

/** YAML is read slowly: large districts come as JSON or CSV. */
const MAX_YAML_BYTES = 1_048_576
/** `[` and `{`, with which JSON begins after blanks. */
const JSON_BEGINS = /^\s*[[{]/
const LOOKED_AT_BYTES = 256

/** The file's content, or the error that says why there is none. Throws `request-invalid`. */
export function readFile(file: ImportFile): RawDistrict | YukibanError {
  const { kind } = file
  const bytes = bytesOf(file)
  try {
    if (kind === 'district') {
      refuseLongYaml(bytes)
      return readDistrictFile(bytes, 'district')
    }
    if (kind === 'routes-geojson') return readGeoJsonFile(bytes)
    const section = CSV_SECTIONS.find((it) => kind === `${it}-csv`)
    return readCsvFile(bytes, section)
  } catch (error) {
    if (error instanceof YukibanError) return error
    throw error
  }
}

/** Whether what was read is why it could not be. */
export function isUnreadable(read: RawDistrict | YukibanError): read is YukibanError {
  return read instanceof YukibanError
}

function bytesOf({ text = '', base64 }: ImportFile): Uint8Array {
  if (base64 === undefined) return Buffer.from(text, 'utf8')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw invalidRequest([fieldProblem('base64', say('not-base64'))])
  }
  return Buffer.from(base64, 'base64')
}

function refuseLongYaml(bytes: Uint8Array): void {
  const start = new TextDecoder().decode(bytes.subarray(0, LOOKED_AT_BYTES))
  if (bytes.length <= MAX_YAML_BYTES || JSON_BEGINS.test(start)) return
  throw invalid([fieldProblem('file', say('yaml-too-long', { bytes: bytes.length, most: MAX_YAML_BYTES }))])
}
