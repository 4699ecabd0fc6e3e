import { describe, expect, test } from 'vitest'
import { EMPTY_USABILITY, type Usability, weighUsability } from '../../src/quality/usability.ts'
import { at } from '../support/sensor.ts'

type Outcome = 'usable' | 'no-echo' | 'scatter'

function weighed(outcomes: readonly Outcome[], stepMin = 10, from: Usability = EMPTY_USABILITY): Usability {
  const startMs = from.atMs ?? at(0)
  return outcomes.reduce(
    (state, it, index) => weighUsability(state, startMs + (index + 1) * stepMin * 60_000, it),
    from,
  )
}

function times(count: number, ...outcomes: Outcome[]): Outcome[] {
  return Array.from({ length: count }, () => outcomes).flat()
}

const WELL = weighed(times(12, 'usable'))

describe('two hours of nothing usable', () => {
  test.each(['no-echo', 'scatter'] as const)('of %s are that fault', (outcome) => {
    expect(weighed(times(10, outcome), 10, WELL).fault).toBeNull()
    expect(weighed(times(12, outcome), 10, WELL).fault).toBe(outcome)
    expect(weighed(times(2, outcome), 60, WELL).fault).toBe(outcome)
  })

  test('of both are what most of them are', () => {
    expect(weighed(times(4, 'no-echo', 'no-echo', 'scatter'), 10, WELL).fault).toBe('no-echo')
    expect(weighed(times(4, 'no-echo', 'scatter', 'scatter'), 10, WELL).fault).toBe('scatter')
  })
})

test('now and then a hit by chance does not hide scatter', () => {
  expect(weighed(times(12, 'scatter', 'scatter', 'scatter', 'usable'), 10, WELL).fault).toBe('scatter')
  expect(weighed(times(50, 'scatter', 'usable', 'usable'), 10, WELL).fault).toBeNull()
})

test('one reading after a long silence is one reading', () => {
  expect(weighUsability(WELL, at(10_000), 'no-echo').fault).toBeNull()
})

test('it ends once the share has halved', () => {
  const faulty = weighed(times(60, 'scatter'), 10, WELL)
  expect(weighed(times(13, 'usable'), 10, faulty).fault).toBe('scatter')
  expect(weighed(times(15, 'usable'), 10, faulty).fault).toBeNull()
})
