import { YukibanError } from '../errors.ts'
import { type FieldSaying, fieldProblem, say } from '../problems/say.ts'

/** One record of a CSV file and the line on which it begins (1 is the first). */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads CSV as RFC 4180 has it: comma-separated, cells quoted with `"` may hold commas, line breaks and `""` for a
 * quote; lines end in LF or CRLF. A byte-order mark and empty lines are skipped.
 * Throws `district-invalid` naming the line of a quote that is never closed or stands inside an unquoted cell.
 */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = []
  const scanner = new Scanner(text.startsWith('\uFEFF') ? text.slice(1) : text)
  while (!scanner.atEnd()) {
    const record = scanner.record()
    if (record.cells.length > 1 || record.cells[0] !== '') records.push(record)
  }
  return records
}

class Scanner {
  readonly #text: string
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  record(): CsvRecord {
    const line = this.#line
    const cells = [this.#cell()]
    while (this.#text[this.#at] === ',') {
      this.#at++
      cells.push(this.#cell())
    }
    this.#endOfLine()
    return { line, cells }
  }

  #cell(): string {
    if (this.#text[this.#at] === '"') return this.#quotedCell()
    const end = this.#text.slice(this.#at).search(/[,\r\n]/)
    const cell = end < 0 ? this.#text.slice(this.#at) : this.#text.slice(this.#at, this.#at + end)
    if (cell.includes('"')) this.#refuse(this.#line, say('quote-inside'))
    this.#at += cell.length
    return cell
  }

  #quotedCell(): string {
    const startLine = this.#line
    let cell = ''
    for (;;) {
      const close = this.#text.indexOf('"', this.#at + 1)
      if (close < 0) this.#refuse(startLine, say('quote-open'))
      cell += this.#text.slice(this.#at + 1, close)
      this.#at = close + 1
      if (this.#text[this.#at] !== '"') break
      cell += '"'
    }
    this.#line += cell.split('\n').length - 1
    const next = this.#text[this.#at]
    if (next !== undefined && !',\r\n'.includes(next)) this.#refuse(this.#line, say('quote-followed'))
    return cell
  }

  #endOfLine(): void {
    if (this.#text[this.#at] === '\r') this.#at++
    if (this.#text[this.#at] === '\n') this.#at++
    this.#line++
  }

  #refuse(line: number, what: FieldSaying): never {
    throw new YukibanError('district-invalid', say('csv-line-refused', { line, what }), {
      problems: [fieldProblem(`line ${line}`, what)],
    })
  }
}
