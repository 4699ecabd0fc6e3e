import { readFileSync } from 'node:fs'
import { sharedData } from './shared-data.ts'

/** Rows of a recorded series by column name; an empty cell is null. No field of these files is quoted. */
export function sharedCsv(path: string): { readonly atMs: number; number(column: string): number | null }[] {
  const [head = '', ...lines] = readFileSync(sharedData(path), 'utf8').trimEnd().split('\n')
  const columns = head.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return {
      atMs: Date.parse(cells[columns.indexOf('time_utc')] ?? ''),
      number(column) {
        const index = columns.indexOf(column)
        if (index < 0) throw new Error(`${path} has no column ${column}`)
        const cell = cells[index] ?? ''
        return cell === '' ? null : Number(cell)
      },
    }
  })
}
