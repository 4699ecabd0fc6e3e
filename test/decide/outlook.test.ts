import { describe, expect, test } from 'vitest'
import { outlookOf } from '../../src/decide/outlook.ts'
import { HOUR_MS } from '../../src/domain/time.ts'
import { MODEL } from '../../src/predict/shipped-model.ts'
import { at } from '../support/sensor.ts'
import { known, predictionAfter, rise } from './predicting.ts'

const NOW_MS = at(240)

function outlook(...depths: readonly (readonly number[])[]) {
  return outlookOf(
    depths.map((it) => known(predictionAfter(it))),
    NOW_MS,
    MODEL,
  )
}

describe('what is still to come', () => {
  test('agrees with the predicted leads on the hour, counted from what the measure says now', () => {
    const one = known(predictionAfter(rise(2)))
    const pooled = outlookOf([one], NOW_MS, MODEL)
    for (const { leadH, depthSincePassCm } of one.prediction.leads) {
      const added = pooled?.addedCm(NOW_MS + leadH * HOUR_MS)
      expect(added?.p50).toBeCloseTo(depthSincePassCm.p50 - one.prediction.depthSincePassCm, 1)
      expect(added?.p90).toBeCloseTo(depthSincePassCm.p90 - one.prediction.depthSincePassCm, 1)
    }
  })

  test('lies between the leads between the hours, and begins where the newest samples are', () => {
    const one = known(predictionAfter(rise(2)))
    const pooled = outlookOf([one], NOW_MS, MODEL)
    const p50 = (hours: number) => pooled?.addedCm(NOW_MS + hours * HOUR_MS)?.p50 ?? Number.NaN
    const ahead = one.prediction.depthSincePassNowCm - one.prediction.depthSincePassCm
    expect(p50(0)).toBeCloseTo(ahead, 2)
    expect(p50(0.5)).toBeGreaterThan(p50(0))
    expect(p50(0.5)).toBeLessThan(p50(1))
  })

  test('is not known beyond the last lead', () => {
    const pooled = outlook(rise(2))
    expect(pooled?.addedCm(NOW_MS + 12 * HOUR_MS)).not.toBeNull()
    expect(pooled?.addedCm(NOW_MS + 12 * HOUR_MS + 1)).toBeNull()
    expect(pooled?.probability('depth-since-pass', 300, NOW_MS + 12 * HOUR_MS + 1)).toBeNull()
  })
})

test('several sensors count alike', () => {
  const added = (pooled: ReturnType<typeof outlook>) => pooled?.addedCm(NOW_MS + 6 * HOUR_MS)?.p50 ?? Number.NaN
  const [still, rising, both] = [outlook(rise(0)), outlook(rise(3)), outlook(rise(0), rise(3))]
  expect(added(both)).toBeGreaterThan(added(still))
  expect(added(both)).toBeLessThan(added(rising))
  const p = (pooled: ReturnType<typeof outlook>) =>
    pooled?.probability('new-snow', 15, NOW_MS + 6 * HOUR_MS) ?? Number.NaN
  expect(p(both)).toBeCloseTo((p(still) + p(rising)) / 2, 10)
})

test('names the run it rests on and how it is worse than it could be', () => {
  expect(outlook(rise(1))).toMatchObject({ runId: 'run-7', degraded: [] })
  expect(outlookOf([], NOW_MS, MODEL)).toBeNull()
})
