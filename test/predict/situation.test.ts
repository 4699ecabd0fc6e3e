import { describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { LEADS_H, SAMPLE_MAX_AGE_MS, situationOf } from '../../src/predict/situation.ts'
import { forecast, input, NOW_MS, ramp, upToNow } from './fixture.ts'

describe('the sensor', () => {
  test.each([
    { name: 'no sample', samples: [] },
    { name: 'none for more than two hours', samples: [{ atMs: NOW_MS - SAMPLE_MAX_AGE_MS - 1, depthCm: 5 }] },
  ])('$name: nothing can be said', ({ samples }) => {
    expect(situationOf(input({ samples }))).toBeUndefined()
  })

  test('two hours of silence are bearable', () => {
    const samples = [{ atMs: NOW_MS - SAMPLE_MAX_AGE_MS, depthCm: 5 }]
    expect(situationOf(input({ samples }))).toMatchObject({ levelCm: 5, riseCmPerH: 0, risenCm: 0, scatterCm: 0 })
  })

  test('a steady rise: its rate, what rose in three hours, no scatter', () => {
    const now = situationOf(input({ samples: ramp(2) }))
    expect(now?.riseCmPerH).toBeGreaterThan(1.7)
    expect(now?.riseCmPerH).toBeLessThanOrEqual(2)
    expect(now?.risenCm).toBeCloseTo(6, 6)
    expect(now?.scatterCm).toBeCloseTo(0, 6)
  })

  test('a fall is no negative rise', () => {
    expect(situationOf(input({ samples: ramp(-2) }))).toMatchObject({ riseCmPerH: 0, risenCm: 0 })
  })

  test('before three hours of record nothing is known to have risen', () => {
    expect(situationOf(input({ samples: upToNow([1, 2, 3]) }))?.risenCm).toBe(0)
  })

  test('scatter is how far samples lie from the line between their neighbours', () => {
    // 1 above, 1 below, 1 above
    expect(situationOf(input({ samples: upToNow([5, 6, 5, 6, 5]) }))?.scatterCm).toBeCloseTo(1, 9)
    const [first, , last] = upToNow([4, 5, 10], 10)
    if (first === undefined || last === undefined) throw new Error('three samples')
    // a quarter of the way along: the line is at 5.5
    const between = { atMs: first.atMs + 5 * MINUTE_MS, depthCm: 6 }
    expect(situationOf(input({ samples: [first, between, last] }))?.scatterCm).toBeCloseTo(0.5, 9)
  })

  test('a young layer is never less than nothing', () => {
    expect(situationOf(input({ youngLayerCm: -0.1 }))?.youngLayerCm).toBe(0)
  })
})

describe('the forecast', () => {
  test('adds up from now to each lead, parts of hours by their share', () => {
    const now = situationOf(input({ forecast: forecast(1.5) }))
    for (const [lead, hours] of LEADS_H.entries()) expect(now?.forecastCm?.[lead]).toBeCloseTo(1.5 * hours, 9)
    const later = { nowMs: NOW_MS + 30 * MINUTE_MS, samples: ramp(1) }
    const rising = forecast(0, 1, {
      hours: Array.from({ length: 48 }, (_, index) => ({
        fromMs: NOW_MS + index * HOUR_MS,
        airTempC: -3,
        snowfallCm: index,
      })),
    })
    // half of the hour of 0 and half of the hour of 1; then half of 1, all of 2 …
    expect(situationOf(input({ ...later, forecast: rising }))?.forecastCm?.slice(0, 2)).toEqual([0.5, 2])
  })

  test('that does not reach the last lead is none', () => {
    const short = forecast(1)
    const now = situationOf(input({ forecast: { ...short, hours: short.hours.slice(0, 6 + 11) } }))
    expect(now).toMatchObject({ forecastCm: null })
    expect(
      situationOf(input({ forecast: { ...short, hours: short.hours.slice(0, 6 + 12) } }))?.forecastCm,
    ).not.toBeNull()
  })

  test('with an hour unknown in between is none', () => {
    const holed = forecast(1)
    const hours = holed.hours.map((it, index) => (index === 9 ? { ...it, snowfallCm: null } : it))
    expect(situationOf(input({ forecast: { ...holed, hours } }))?.forecastCm).toBeNull()
  })

  test.each([
    { name: 'all three hours', reachesBackH: 6, want: 6 },
    { name: 'as far as it reaches back', reachesBackH: 1, want: 2 },
    { name: 'not at all', reachesBackH: 0, want: 0 },
  ])('what it said of the hours before: $name', ({ reachesBackH, want }) => {
    const run = forecast(2)
    const hours = run.hours.slice(6 - reachesBackH)
    expect(situationOf(input({ forecast: { ...run, hours } }))?.forecastPastCm).toBeCloseTo(want, 9)
  })

  test('none at all', () => {
    expect(situationOf(input({ forecast: null }))).toMatchObject({ forecastCm: null, forecastPastCm: 0 })
  })
})
