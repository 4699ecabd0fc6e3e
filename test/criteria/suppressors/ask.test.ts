import { describe, expect, test } from 'vitest'
import type { SuppressorInput } from '../../../src/criteria/suppressor-schema.ts'
import { askSuppressors } from '../../../src/criteria/suppressors/ask.ts'
import { factsOf, held, ruled, tonight, view, weather } from '../../support/criteria.ts'

function asked(suppressor: SuppressorInput, sensors = held([12]), change: Parameters<typeof factsOf>[1] = {}) {
  const criterion = ruled({ kind: 'threshold', triggerCm: 10 }, { suppressors: [suppressor] })
  return askSuppressors(criterion, factsOf(sensors, change))
}

describe('warming', () => {
  const rule = { kind: 'warming', airTempC: 1, withinH: 4 } as const
  const mean = (airTempC: number) => asked(rule, undefined, { weather: weather({ airTempC }) }).held

  test('at the limit it is held back, just below it is not', () => {
    expect(mean(1)).toEqual([{ code: 'suppressed', by: { kind: 'warming', meanAirTempC: 1, limitC: 1, withinH: 4 } }])
    expect(mean(0.99)).toEqual([])
  })

  test('hours count by their share of the time ahead', () => {
    const nowMs = tonight('22:30')
    const { hours, ...rest } = weather({ nowMs, hours: 5 })
    // half of the first hour and half of the fifth lie within 4 h
    const temperatures = [4, 0, 0, 0, 4]
    const ahead = { ...rest, hours: hours.map((it, index) => ({ ...it, airTempC: temperatures[index] ?? null })) }
    expect(asked(rule, held([12], { nowMs }), { nowMs, weather: ahead }).held).toMatchObject([
      { by: { meanAirTempC: 1 } },
    ])
  })
})

describe('rain', () => {
  const sum = (rainMm: number) =>
    asked({ kind: 'rain', rainMm: 2, withinH: 4 }, undefined, { weather: weather({ rainMm }) }).held

  test('at the limit it is held back, just below it is not', () => {
    expect(sum(0.5)).toEqual([{ code: 'suppressed', by: { kind: 'rain', rainMm: 2, limitMm: 2, withinH: 4 } }])
    expect(sum(0.499)).toEqual([])
  })
})

describe('too late', () => {
  test.each([
    { name: 'finishes exactly then', at: '06:20', marginMin: 0, late: false },
    { name: 'a minute late', at: '06:21', marginMin: 0, late: true },
    { name: 'exactly the margin', at: '05:50', marginMin: 30, late: false },
    { name: 'less than the margin', at: '05:51', marginMin: 30, late: true },
    { name: 'the deadline itself is over: tomorrow’s counts', at: '07:00', marginMin: 0, late: false },
  ])('$name at $at', ({ at, marginMin, late }) => {
    const nowMs = tonight(at)
    const { held: by } = asked({ kind: 'too-late', marginMin }, held([12], { nowMs }), { nowMs })
    expect(by.length).toBe(late ? 1 : 0)
  })

  test('says when it would be finished', () => {
    const nowMs = tonight('06:30')
    expect(asked({ kind: 'too-late' }, held([12], { nowMs }), { nowMs }).held).toEqual([
      {
        code: 'suppressed',
        by: { kind: 'too-late', finishLocal: '07:10', deadlineLocal: '07:00', plowMinutes: 40, marginMin: 0 },
      },
    ])
  })

  test('a route without a deadline is never too late', () => {
    const nowMs = tonight('06:50')
    expect(asked({ kind: 'too-late' }, held([12], { nowMs }), { nowMs, deadline: null }).held).toEqual([])
  })
})

describe('compacted', () => {
  const rule = { kind: 'compacted', share: 0.4 } as const
  const lies = (depthSincePassCm: number, newSnowCm: number, device = 'a') =>
    view([12, 12], { device, depthSincePassCm, newSnowCm })

  test.each([
    { depth: 4, fell: 10, packed: true },
    { depth: 4.01, fell: 10, packed: false },
    { depth: 0, fell: 0.99, packed: false },
    { depth: 0.4, fell: 1, packed: true },
  ])('$depth cm lie of $fell cm: $packed', ({ depth, fell, packed }) => {
    expect(asked(rule, [lies(depth, fell)]).held.length).toBe(packed ? 1 : 0)
  })

  test('by the medians of the sensors that take part', () => {
    const sensors = [
      lies(1, 10, 'a'),
      lies(3, 10, 'b'),
      lies(9, 10, 'c'),
      view([99, 99], { device: 'd', suspect: true }),
    ]
    expect(asked(rule, sensors).held).toEqual([
      { code: 'suppressed', by: { kind: 'compacted', depthSincePassCm: 3, newSnowCm: 10, share: 0.4 } },
    ])
  })

  test('without a usable sensor it cannot be told', () => {
    expect(asked(rule, [view([12], { maintenance: true })])).toMatchObject({
      held: [],
      unknown: [{ code: 'suppressor-unknown', suppressor: 'compacted', because: 'no-sensor' }],
    })
  })
})
