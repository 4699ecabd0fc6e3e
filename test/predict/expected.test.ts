import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectedChange, termsOf } from '../../src/predict/expected.ts'
import { LEADS_H } from '../../src/predict/situation.ts'
import { situation } from './fixture.ts'

const THREE_H = 2
const forecastCm = LEADS_H.map((it) => 2 * it)

describe('the terms', () => {
  test('at three hours, by hand', () => {
    const terms = termsOf(situation({ riseCmPerH: 1, youngLayerCm: 10, forecastCm }), THREE_H)
    // 3 (1 − e^−1); 6 cm forecast; their geometric mean; −10 (1 − e^−0.036)
    expect(terms[0]).toBeCloseTo(1.8964, 4)
    expect(terms[1]).toBe(6)
    expect(terms[2]).toBeCloseTo(3.3732, 4)
    expect(terms[3]).toBeCloseTo(-0.3536, 4)
  })

  test('without a forecast there is neither its snow nor agreement', () => {
    expect(termsOf(situation({ forecastCm: null }), THREE_H).slice(1, 3)).toEqual([0, 0])
  })

  test('a rise by itself ends at three hours’ worth', () => {
    const trend = (lead: number) => termsOf(situation({ riseCmPerH: 2 }), lead)[0]
    for (let lead = 1; lead < LEADS_H.length; lead++) expect(trend(lead)).toBeGreaterThan(trend(lead - 1))
    expect(trend(LEADS_H.length - 1)).toBeLessThan(6)
  })

  test('quiet air over old snow changes nothing', () => {
    const quiet = situation({ riseCmPerH: 0, youngLayerCm: 0, forecastCm: LEADS_H.map(() => 0) })
    for (const lead of LEADS_H.keys()) expect(termsOf(quiet, lead).map(Math.abs)).toEqual([0, 0, 0, 0])
  })
})

describe('the expected change', () => {
  test('is the weighted sum, hour by hour', () => {
    const now = situation({ riseCmPerH: 1, youngLayerCm: 10, forecastCm })
    const change = expectedChange(now, { trend: 0.4, forecast: 0.3, agreement: 0.2, settling: 0.5 })
    expect(change).toHaveLength(LEADS_H.length)
    expect(change[THREE_H]).toBeCloseTo(0.4 * 1.8964 + 0.3 * 6 + 0.2 * 3.3732 - 0.5 * 0.3536, 3)
  })

  test('law: more forecast snow never means less', () => {
    const weights = { trend: 0.4, forecast: 0.3, agreement: 0.2, settling: 0.5 }
    const cm = fc.double({ min: 0, max: 5, noNaN: true })
    fc.assert(
      fc.property(cm, cm, cm, (riseCmPerH, cmPerH, moreCmPerH) => {
        const at = (each: number) =>
          expectedChange(situation({ riseCmPerH, forecastCm: LEADS_H.map((it) => each * it) }), weights)
        const more = at(cmPerH + moreCmPerH)
        for (const [lead, less] of at(cmPerH).entries()) expect(more[lead]).toBeGreaterThanOrEqual(less)
      }),
    )
  })
})
