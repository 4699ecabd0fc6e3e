import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { inputError } from './input-error.ts'

/** One row: its line number in the file (the header is line 1) and its cells by column name. */
export interface CsvRow {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

/**
 * Streams a CSV file with a header row, line by line, so that a file of any size fits in memory. Cells may be quoted
 * (RFC 4180) but not span lines. Throws InputError for a file that cannot be read or a row of the wrong width.
 */
export async function* readCsv(path: string): AsyncGenerator<CsvRow> {
  const stream = createReadStream(path, 'utf8')
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  let header: string[] | undefined
  let line = 0
  try {
    for await (const text of lines) {
      line++
      if (text.trim() === '') continue
      const cells = splitRow(line === 1 ? text.replace(/^\uFEFF/, '') : text)
      if (header === undefined) header = cells
      else yield { line, cells: named(header, cells, `${path}:${line}`) }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw inputError(path, undefined, `cannot be read (${error.message})`)
    throw error
  } finally {
    stream.destroy()
  }
}

function named(header: readonly string[], cells: readonly string[], where: string): Record<string, string> {
  if (cells.length !== header.length) {
    throw inputError(where, `${cells.length} cells`, `must have ${header.length}, as the header`)
  }
  return Object.fromEntries(header.map((name, index) => [name.trim(), cells[index] ?? '']))
}

function splitRow(text: string): string[] {
  if (!text.includes('"')) return text.split(',')
  const cells: string[] = []
  for (const match of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
  }
  return cells
}
