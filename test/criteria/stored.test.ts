import { expect, test } from 'vitest'
import { completeRule } from '../../src/criteria/stored.ts'
import { QUORUM_DEFAULTS, type Rule } from '../../src/domain/criterion.ts'

const threshold = { kind: 'threshold', measure: 'depth', triggerCm: 5, releaseCm: 1, sustainMin: 0, ...QUORUM_DEFAULTS }
const chance = {
  kind: 'probability',
  measure: 'new-snow',
  by: 'deadline',
  triggerCm: 5,
  probability: 0.5,
  releaseProbability: 0.3,
  costLoss: null,
  ...QUORUM_DEFAULTS,
}

test.each([
  { name: 'a plain rule', stored: threshold, want: { ...threshold, comparison: 'at-least' } },
  {
    name: 'its own word stays',
    stored: { ...threshold, comparison: 'above' },
    want: { ...threshold, comparison: 'above' },
  },
  { name: 'a rule that compares nothing', stored: chance, want: chance },
  {
    name: 'rules within rules',
    stored: { kind: 'any', of: [threshold, { kind: 'all', of: [threshold, chance] }] },
    want: {
      kind: 'any',
      of: [
        { ...threshold, comparison: 'at-least' },
        { kind: 'all', of: [{ ...threshold, comparison: 'at-least' }, chance] },
      ],
    },
  },
])('a stored rule gets what it lacks: $name', ({ stored, want }) => {
  expect(completeRule(stored as unknown as Rule)).toEqual(want)
})
