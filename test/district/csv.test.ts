import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCsv } from '../../src/district/csv.ts'

test.each([
  {
    name: 'plain',
    text: 'a,b\n1,2\n',
    want: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  {
    name: 'no line break at the end',
    text: 'a,b\n1,2',
    want: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  {
    name: 'CRLF',
    text: 'a,b\r\n1,2\r\n',
    want: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  { name: 'byte-order mark', text: '\uFEFFa,b\n', want: [['a', 'b']] },
  { name: 'quoted comma, break and quote', text: '"a,1","b\n2","c""3"\n', want: [['a,1', 'b\n2', 'c"3']] },
  {
    name: 'empty cells',
    text: ',\n""\n,,\n',
    want: [
      ['', ''],
      ['', '', ''],
    ],
  },
  { name: 'empty lines', text: 'a\n\n\r\nb\n', want: [['a'], ['b']] },
  { name: 'nothing', text: '', want: [] },
])('parseCsv: $name', ({ text, want }) => {
  expect(parseCsv(text).map((it) => it.cells)).toEqual(want)
})

test('records know their line, past breaks inside quotes', () => {
  expect(parseCsv('h\n"a\n\nb"\n\nc\n').map((it) => it.line)).toEqual([1, 2, 6])
})

test.each([
  { name: 'open quote', text: 'a\nb,"c\nd\n', line: 'line 2' },
  { name: 'quote inside a cell', text: 'a\nb"c\n', line: 'line 2' },
  { name: 'text after a quote', text: 'a\n"x\ny"z\n', line: 'line 3' },
])('parseCsv refuses: $name', ({ text, line }) => {
  expect(() => parseCsv(text)).toThrow(
    expect.objectContaining({ code: 'district-invalid', problems: [expect.objectContaining({ field: line })] }),
  )
})

test('what is quoted is read back', () => {
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  const cell = fc.string({ unit: fc.constantFrom('a', '雪', ',', '"', '\n', '\r', ' ') })
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 })), (rows) => {
      const text = rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('')
      expect(parseCsv(text).map((it) => it.cells)).toEqual(rows)
    }),
  )
})
