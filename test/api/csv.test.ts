import { expect, test } from 'vitest'
import { type CsvColumn, csvDisposition, csvTime, toCsv } from '../../src/api/csv.ts'
import { parseCsv } from '../../src/district/csv.ts'

interface Row {
  readonly text: string | null
  readonly count: number
}

const COLUMNS: readonly CsvColumn<Row>[] = [
  ['text', (it) => it.text],
  ['count', (it) => it.count],
]

test('a table begins with the byte-order mark and ends every line with CRLF', () => {
  expect(toCsv(COLUMNS, [{ text: '本町通り', count: 2 }])).toBe('\uFEFFtext,count\r\n本町通り,2\r\n')
  expect(toCsv(COLUMNS, [])).toBe('\uFEFFtext,count\r\n')
})

test.each(['=1+1', '+81 90', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠A1'])(
  'the text %j is no formula in a spreadsheet',
  (text) => {
    const [, row] = parseCsv(toCsv(COLUMNS, [{ text, count: 0 }]))
    expect(row?.cells[0]).toBe(`'${text}`)
  },
)

test('a negative number stays a number', () => {
  expect(toCsv(COLUMNS, [{ text: null, count: -3.5 }])).toContain('\r\n,-3.5\r\n')
})

test('quotes, commas and line breaks come back as they were', () => {
  const text = 'a "b", c\r\nd'
  const [, row] = parseCsv(toCsv(COLUMNS, [{ text, count: 0 }]))
  expect(row?.cells).toEqual([text, '0'])
})

test('a time is that of the wall clock', () => {
  expect(csvTime(Date.UTC(2026, 0, 20, 17, 10), 'Asia/Tokyo')).toBe('2026-01-21 02:10')
  expect(csvTime(null, 'Asia/Tokyo')).toBeNull()
})

test('a file has a name in ASCII and one in Japanese', () => {
  expect(csvDisposition('audit.csv', "監査 (1)'.csv")).toBe(
    'attachment; filename="audit.csv"; filename*=UTF-8\'\'%E7%9B%A3%E6%9F%BB%20%281%29%27.csv',
  )
})
