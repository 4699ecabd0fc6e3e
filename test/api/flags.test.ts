import { expect, test } from 'vitest'
import { flagsView } from '../../src/api/readings.ts'

test.each([
  ['11111', 1],
  ['11211', 1],
  ['22222', 2],
  ['92111', 9],
  ['93111', 9],
  ['94312', 4],
  ['11111222', 1],
  ['11111311', 3],
  ['11112232', 3],
])('flags %s are %i as a whole', (digits, aggregate) => {
  expect(flagsView(digits)?.aggregate).toBe(aggregate)
})

test('not judged yet', () => {
  expect(flagsView(null)).toBeNull()
})

test('what was stored before a test existed reads as not evaluated by it', () => {
  expect(flagsView('11311')).toEqual({
    time: 1,
    temperature: 1,
    range: 3,
    echo: 1,
    gate: 1,
    stuck: 2,
    drift: 2,
    neighbour: 2,
    aggregate: 3,
  })
})
