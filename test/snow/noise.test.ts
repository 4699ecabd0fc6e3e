import { expect, test } from 'vitest'
import { hysteresisCm, learntScatter, NOISE_WINDOW_MS } from '../../src/snow/noise.ts'
import { gaussian } from '../support/noise.ts'
import { at } from '../support/sensor.ts'

test.each([0.2, 0.5, 0.8])('the scatter of %d cm is learnt, whatever the snow does steadily', (sigma) => {
  const noise = gaussian(11, sigma)
  const samples = Array.from({ length: 600 }, (_, index) => ({ atMs: at(index * 10), depthCm: index * 0.3 + noise() }))
  const learnt = samples.map((_, end) => samples.slice(Math.max(0, end - 2), end + 1)).reduce(learntScatter, 0)
  expect(learnt).toBeGreaterThan(0.75 * sigma)
  expect(learnt).toBeLessThan(1.25 * sigma)
})

test('the hysteresis is 1 cm for a quiet sensor, four of its deviations for a noisy one, at most 3 cm', () => {
  expect([0, 0.1, 0.25, 0.5, 0.75, 5].map(hysteresisCm)).toEqual([1, 1, 1, 2, 3, 3])
})

test('samples too far apart, or too few, say nothing', () => {
  const [one, two] = [
    { atMs: at(0), depthCm: 0 },
    { atMs: at(60), depthCm: 9 },
  ]
  expect(learntScatter(0.4, [one, two])).toBe(0.4)
  const apart = { atMs: at(0) + NOISE_WINDOW_MS + 1, depthCm: 0 }
  expect(learntScatter(0.4, [one, two, apart])).toBe(0.4)
  expect(learntScatter(0.4, [one, two, { ...apart, atMs: at(0) + NOISE_WINDOW_MS }])).toBeGreaterThan(0.4)
})
