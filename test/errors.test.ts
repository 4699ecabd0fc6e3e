import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ERRORS } from '../src/errors.ts'

test('docs/errors.md lists every code with its status, title and remedy, and no other', () => {
  const text = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.map((row) => row.split(' | ').map((it) => it.replace(/^\| | \|$/g, '')))
  const expected = Object.entries(ERRORS).map(([code, it]) => [
    `\`${code}\``,
    String(it.status),
    it.title,
    it.remedy,
    it.retryable ? 'yes' : 'no',
  ])
  expect(documented).toEqual(expected)
})
