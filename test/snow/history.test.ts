import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/criteria/evaluate.ts'
import { NO_MEMORY } from '../../src/criteria/facts.ts'
import { routeFacts } from '../../src/decide/route-facts.ts'
import { CRITERION_DEFAULTS, type Criterion, THRESHOLD_DEFAULTS } from '../../src/domain/criterion.ts'
import { HOUR_MS, SECOND_MS } from '../../src/domain/time.ts'
import { EMPTY_SENSOR } from '../../src/snow/fold.ts'
import { extendHistory, HISTORY_MS, type SampledPoint } from '../../src/snow/history.ts'
import { at, sensor } from '../support/sensor.ts'

const point = (seconds: number, cm: number): SampledPoint => ({
  atMs: at(0) + seconds * SECOND_MS,
  depthCm: cm,
  depthSincePassCm: cm,
  newSnowCm: 0,
  sampleCm: cm,
  sampleSigmaCm: null,
})
const NONE: readonly SampledPoint[] = []
const course = (points: readonly SampledPoint[]) => points.reduce(extendHistory, NONE)

describe('the course of the values', () => {
  test('reaches back exactly six hours', () => {
    const history = course(Array.from({ length: 100 }, (_, index) => point(index * 600, 5)))
    expect(HISTORY_MS).toBe(6 * HOUR_MS)
    expect(history).toHaveLength(37)
    expect((history.at(-1)?.atMs ?? 0) - (history[0]?.atMs ?? 0)).toBe(HISTORY_MS)
  })

  test('keeps every point of a device that speaks once a minute or less', () => {
    const points = Array.from({ length: 300 }, (_, index) => point(index * 60, index))
    expect(course(points)).toEqual(points)
  })

  test('of a faster one keeps the lowest values of a past minute and its last sample, and the newest as it came', () => {
    const history = course([point(0, 12), point(20, 9), point(40, 11), point(60, 12), point(80, 13), point(100, 14)])
    expect(history).toEqual([{ ...point(0, 9), sampleCm: 11 }, { ...point(60, 12), sampleCm: 13 }, point(100, 14)])
  })

  test('never joins what a pass separates', () => {
    const plowed = { ...point(20, 0), newSnowCm: 0 }
    const before = { ...point(10, 8), newSnowCm: 8 }
    expect(course([before, plowed, point(30, 1)])).toEqual([before, plowed, point(30, 1)])
    const sameMoment = { ...point(10, 0) }
    expect(course([point(10, 8), sameMoment, point(30, 1)])).toHaveLength(3)
  })
})

test('thinning hides no fall below the trigger, and lengthens no sustained rise', () => {
  const criterion: Criterion = {
    ...CRITERION_DEFAULTS,
    id: 'k',
    authorityId: 'town',
    version: 1,
    scope: { kind: 'authority' },
    mode: 'automatic',
    level: 'dispatch',
    rule: { kind: 'threshold', ...THRESHOLD_DEFAULTS, triggerCm: 10, releaseCm: 3, sustainMin: 10 },
  }
  const road = { route: { id: 'r1', deadline: null, plowMinutes: 40 }, timeZone: 'Asia/Tokyo' }
  const sustainedMin = (history: readonly SampledPoint[]) => {
    const latest = history.at(-1)
    if (latest === undefined) return 0
    const lastAccepted = { atMs: latest.atMs, identity: 'a', clockSuspect: false }
    const state = { ...EMPTY_SENSOR, lastAccepted, snow: { ...EMPTY_SENSOR.snow, history } }
    const sensors = [{ device: sensor(), state }]
    const facts = routeFacts({ ...road, sensors, forecastOf: () => undefined }, latest.atMs)
    const [reason] = evaluate(criterion, facts, NO_MEMORY).reasons
    return reason !== undefined && 'sustainedMin' in reason ? reason.sustainedMin : 0
  }
  const values = fc.array(fc.constantFrom(9, 10, 11, 12, 12, 12, 12, 12), { minLength: 2, maxLength: 300 })
  fc.assert(
    fc.property(values, fc.integer({ min: 5, max: 50 }), (cms, stepS) => {
      const all = cms.map((cm, index) => point(index * stepS, cm))
      const [thin, whole] = [sustainedMin(course(all)), sustainedMin(all)]
      expect(thin).toBeLessThanOrEqual(whole)
      expect(whole - thin).toBeLessThan(1 + stepS / 60)
    }),
  )
})
