import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { ANALOGS, FEATURES } from '../../src/predict/analogs.ts'
import { packModel, unpackModel } from '../../src/predict/packed-model.ts'
import { crossingProbability, predict } from '../../src/predict/predict.ts'
import { MODEL } from '../../src/predict/shipped-model.ts'
import { LEADS_H } from '../../src/predict/situation.ts'
import { forecast, input, model, NOW_MS, ramp } from './fixture.ts'

describe('the shipped model', () => {
  test.each(['withForecast', 'withoutForecast'] as const)(
    '%s: whole rows, enough of them, of finite figures',
    (part) => {
      const { features, errors, weights, spread } = MODEL[part]
      const rows = features.length / FEATURES.length
      // Every prediction then has as many paths, which pooling sensors with equal weight rests on.
      expect(rows).toBeGreaterThanOrEqual(ANALOGS)
      expect(errors).toHaveLength(rows * LEADS_H.length)
      expect([...features, ...errors, ...Object.values(weights), spread].every(Number.isFinite)).toBe(true)
    },
  )

  test('calibrates by a rising function within 0 … 1', () => {
    const { from, values } = MODEL.crossing
    expect(from.length).toBe(values.length)
    expect(from).toEqual(from.toSorted((a, b) => a - b))
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(values[0]).toBeGreaterThanOrEqual(0)
    expect(values.at(-1)).toBeLessThanOrEqual(1)
  })

  const sixH = (now: Parameters<typeof input>[0]) => {
    const made = predict(input(now), MODEL)
    if (made === undefined) throw new Error('a prediction was expected')
    return {
      change: made.leads[5]?.depthSincePassCm,
      p: crossingProbability(made, 10, NOW_MS + 6 * HOUR_MS, MODEL) ?? 0,
    }
  }

  test('knows a quiet night from a storm', () => {
    const now = { depthSincePassCm: 3 }
    const quiet = sixH({ ...now, samples: ramp(0), youngLayerCm: 0, forecast: forecast(0) })
    const storm = sixH({ ...now, samples: ramp(2), youngLayerCm: 12, forecast: forecast(2.5) })
    expect(quiet.p).toBeLessThan(0.02)
    expect(storm.p).toBeGreaterThan(0.5)
    expect(storm.change?.p50).toBeGreaterThan((quiet.change?.p50 ?? 0) + 4)
    expect((storm.change?.p90 ?? 0) - (storm.change?.p10 ?? 0)).toBeGreaterThan(3)
  })

  test('settles a young layer when nothing more falls', () => {
    const settled = sixH({ samples: ramp(0), depthSincePassCm: 20, youngLayerCm: 20, forecast: forecast(0) })
    expect(settled.change?.p50).toBeLessThan(20)
    expect(settled.change?.p50).toBeGreaterThan(17)
  })
})

describe('packing', () => {
  test('keeps hundredths', () => {
    const given = model()
    const back = unpackModel(JSON.parse(JSON.stringify(packModel(given))))
    expect(back.crossing).toEqual(given.crossing)
    expect(back.withForecast.weights).toEqual(given.withForecast.weights)
    const worst = given.withForecast.errors.map((error, index) =>
      Math.abs(error - (back.withForecast.errors[index] ?? 99)),
    )
    expect(Math.max(...worst)).toBeLessThan(0.0051)
  })

  test('of packed tables packs the same again', () => {
    const packed = packModel(MODEL)
    expect(packModel(unpackModel(packed))).toEqual(packed)
  })

  test('a table that has not whole rows is refused', () => {
    const packed = packModel(model())
    const cut = { ...packed.withForecast, errors: packed.withForecast.errors.slice(0, 40) }
    expect(() => unpackModel({ ...packed, withForecast: cut })).toThrow(/has not whole rows/)
  })
})
