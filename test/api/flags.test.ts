import { expect, test } from 'vitest'
import { flagsView } from '../../src/api/readings.ts'

test.each([
  ['11111', 1],
  ['11211', 1],
  ['22222', 2],
  ['92111', 9],
  ['93111', 9],
  ['94312', 4],
])('flags %s are %i as a whole', (digits, aggregate) => {
  expect(flagsView(digits)?.aggregate).toBe(aggregate)
})

test('not judged yet', () => {
  expect(flagsView(null)).toBeNull()
})
