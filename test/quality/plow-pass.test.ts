import { expect, test } from 'vitest'
import { EMPTY_PLOW_PASS, seekPlowPass } from '../../src/quality/plow-pass.ts'
import { at } from '../support/sensor.ts'

/** Minutes at which a pass is told, of samples at `stepMin` minutes. */
function passes(depthsCm: readonly number[], airTempC: number | null = 0, stepMin = 10): number[] {
  let state = EMPTY_PLOW_PASS
  return depthsCm.flatMap((depthCm, index) => {
    const found = seekPlowPass(state, [{ atMs: at(index * stepMin), depthCm }], airTempC)
    state = found.state
    expect(state.samples.length).toBeLessThanOrEqual(7)
    return found.plowPass ? [index * stepMin] : []
  })
}

const QUIET = [10, 10, 10, 10]

test.each<{ name: string; depthsCm: number[]; airTempC?: number | null; want: number[] }>([
  { name: 'a fall of exactly 3.6 cm, at the second sample after it', depthsCm: [...QUIET, 10, 6.4, 6.4], want: [60] },
  { name: 'not a smaller one', depthsCm: [...QUIET, 10, 6.5, 6.5, 6.5, 6.5], want: [] },
  { name: 'in air of 5 °C it takes 5.7 cm', depthsCm: [...QUIET, 10, 4.3, 4.3], airTempC: 5, want: [60] },
  { name: 'and not 5.6', depthsCm: [...QUIET, 10, 4.4, 4.4, 4.4], airTempC: 5, want: [] },
  { name: 'no temperature counts as freezing', depthsCm: [...QUIET, 10, 6.4, 6.4], airTempC: null, want: [60] },
  { name: 'a lone low sample is none', depthsCm: [...QUIET, 10, 2, 10, 10, 10, 10], want: [] },
  { name: 'slow settling is none', depthsCm: Array.from({ length: 40 }, (_, index) => 40 - index * 0.5), want: [] },
  { name: 'a pass is told once', depthsCm: [...QUIET, 10, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3], want: [60] },
  {
    name: 'within the hour another is not told',
    depthsCm: [...QUIET, 10, 6, 6, 2, 2, 2, 2],
    want: [60],
  },
  {
    name: 'after an hour it is',
    depthsCm: [...QUIET, 10, 3, 3, 3, 3, 3, 9, 9, 9, 9, 9, 3, 3],
    want: [60, 160],
  },
])('$name', ({ depthsCm, airTempC = 0, want }) => {
  expect(passes(depthsCm, airTempC)).toEqual(want)
})

test('hourly samples are close enough, two-hourly ones are no step any more', () => {
  expect(passes([...QUIET, 10, 3, 3], 0, 60)).toEqual([360])
  expect(passes([...QUIET, 10, 3, 3, 3], 0, 120)).toEqual([])
})

test('what a confirmed step makes believable counts together', () => {
  let state = EMPTY_PLOW_PASS
  for (const [index, depthCm] of QUIET.entries())
    state = seekPlowPass(state, [{ atMs: at(index * 10), depthCm }], 0).state
  const step = [40, 50, 60].map((minutes) => ({ atMs: at(minutes), depthCm: 2 }))
  expect(seekPlowPass(state, step, 0).plowPass).toBe(true)
})
