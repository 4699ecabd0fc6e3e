import { expect, test } from 'vitest'
import type { RuleInput } from '../../src/criteria/rule-schema.ts'
import { byPoints, type SharedLook } from '../../src/decide/by-points.ts'
import { ruled } from '../support/criteria.ts'

const MEASURED: RuleInput = { kind: 'threshold', triggerCm: 10, releaseCm: 7 }
const EXPECTED: RuleInput = { kind: 'forecast', triggerCm: 10, releaseCm: 7 }

test('criteria of the same points share one look, and keep their order', async () => {
  const criteria = [
    ruled(MEASURED, { id: 'a', points: 'block' }),
    ruled(MEASURED, { id: 'b' }),
    ruled(EXPECTED, { id: 'c', points: 'block' }),
    ruled(MEASURED, { id: 'd' }),
  ]
  const looks: SharedLook[] = []
  const found = await byPoints(criteria, async (shared) => {
    looks.push(shared)
    return shared.points
  })
  expect(found.map(({ criterion, seen }) => `${criterion.id} ${seen}`)).toEqual([
    'a block',
    'b route',
    'c block',
    'd route',
  ])
  expect(looks).toEqual([
    { points: 'block', ahead: true },
    { points: 'route', ahead: false },
  ])
})

test('where nothing votes, nothing is judged', async () => {
  const criteria = [ruled(MEASURED, { id: 'a', points: 'block' }), ruled(MEASURED, { id: 'b' })]
  const found = await byPoints(criteria, async ({ points }) => (points === 'block' ? 'snow' : null))
  expect(found.map((it) => it.criterion.id)).toEqual(['a'])
})
