import { describe, expect, test } from 'vitest'
import { echoFlag, echoSigmaCm } from '../../src/quality/echo.ts'
import { aggregateFlag, BAD, GOOD, MISSING, NOT_EVALUATED, type QualityFlag, SUSPECT } from '../../src/quality/flags.ts'
import { isInRange } from '../../src/quality/range.ts'

describe('the aggregate', () => {
  const cases: { flags: QualityFlag[]; want: QualityFlag }[] = [
    { flags: [], want: NOT_EVALUATED },
    { flags: [NOT_EVALUATED, NOT_EVALUATED], want: NOT_EVALUATED },
    { flags: [NOT_EVALUATED, GOOD], want: GOOD },
    { flags: [GOOD, SUSPECT, NOT_EVALUATED], want: SUSPECT },
    { flags: [SUSPECT, MISSING, GOOD], want: MISSING },
    { flags: [MISSING, BAD, SUSPECT], want: BAD },
  ]
  test.each(cases)('of $flags is $want', ({ flags, want }) => {
    expect(aggregateFlag(flags)).toBe(want)
    expect(aggregateFlag(flags.toReversed())).toBe(want)
  })
})

test.each([
  [null, NOT_EVALUATED],
  [0, MISSING],
  [-1, MISSING],
  [1, GOOD],
  [152, GOOD],
  [210, GOOD],
  [211, GOOD],
  [300, GOOD],
  [301, SUSPECT],
  [600, SUSPECT],
])('echo quality %s is flagged %d', (quality, want) => {
  expect(echoFlag(quality)).toBe(want)
})

test.each([
  { depthCm: -10, mountHeightCm: 200, want: true },
  { depthCm: -10.01, mountHeightCm: 200, want: false },
  { depthCm: 180, mountHeightCm: 200, want: true },
  { depthCm: 180.01, mountHeightCm: 200, want: false },
  { depthCm: 200, mountHeightCm: 200, want: false },
  { depthCm: 0, mountHeightCm: 15, want: true },
  { depthCm: 600, mountHeightCm: null, want: true },
  { depthCm: 600.01, mountHeightCm: null, want: false },
  { depthCm: Number.NaN, mountHeightCm: 200, want: false },
])('$depthCm cm under a sensor at $mountHeightCm cm is in range: $want', ({ depthCm, mountHeightCm, want }) => {
  expect(isInRange(depthCm, mountHeightCm)).toBe(want)
})

test.each([
  [null, 0.5],
  [152, 0.3],
  [210, 0.3],
  [211, 0.6],
  [250, 0.6],
  [251, 0.9],
  [300, 0.9],
  [301, 1.5],
  [600, 1.5],
])('echo quality %s measures to %d cm', (quality, want) => {
  expect(echoSigmaCm(quality)).toBe(want)
})
