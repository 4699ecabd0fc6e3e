import { expect, test } from 'vitest'
import { judge, type LatchState, nextLatch } from '../../src/criteria/latch.ts'
import type { Silence } from '../../src/domain/silence.ts'
import { MINUTE_MS } from '../../src/domain/time.ts'
import { FIRED_MS, factsOf, held, NOW_MS, ruled } from '../support/criteria.ts'

const CRITERION = { ...ruled({ kind: 'threshold', triggerCm: 10, releaseCm: 7 }), releaseSustainMin: 30 }
const IDLE: LatchState = { active: false, sinceMs: FIRED_MS, clearingSinceMs: null }
const ACTIVE: LatchState = { ...IDLE, active: true }
const CLEARING: LatchState = { ...ACTIVE, clearingSinceMs: NOW_MS - 10 * MINUTE_MS }
const CLEARED: LatchState = { ...ACTIVE, clearingSinceMs: NOW_MS - 30 * MINUTE_MS }
const SILENCE: Silence = {
  id: 'sil1',
  authorityId: 'aomori',
  target: { kind: 'scope', scope: { kind: 'route', id: 'r1' } },
  fromMs: FIRED_MS,
  toMs: NOW_MS + 1,
  reason: '工事',
  createdBy: 'user:officer',
  createdAtMs: FIRED_MS,
  endedAtMs: null,
}

interface Case {
  readonly name: string
  readonly cm: number | null
  readonly latch?: LatchState
  readonly silence?: Silence
  readonly acts: 'fires' | 'releases' | null
  readonly next: LatchState
}

const FIRED_NOW: LatchState = { active: true, sinceMs: NOW_MS, clearingSinceMs: null }
const IDLE_NOW: LatchState = { active: false, sinceMs: NOW_MS, clearingSinceMs: null }

test.each<Case>([
  { name: 'never judged, holds', cm: 12, acts: 'fires', next: FIRED_NOW },
  { name: 'never judged, does not hold', cm: 2, acts: null, next: IDLE_NOW },
  { name: 'idle, holds', cm: 12, latch: IDLE, acts: 'fires', next: FIRED_NOW },
  { name: 'idle, does not hold', cm: 2, latch: IDLE, acts: null, next: IDLE },
  { name: 'idle, silenced', cm: 12, latch: IDLE, silence: SILENCE, acts: null, next: IDLE },
  { name: 'idle, unknown', cm: null, latch: IDLE, acts: null, next: IDLE },
  { name: 'active, holds', cm: 12, latch: ACTIVE, acts: null, next: ACTIVE },
  { name: 'active, unknown', cm: null, latch: ACTIVE, acts: null, next: ACTIVE },
  { name: 'active, begins to clear', cm: 2, latch: ACTIVE, acts: null, next: { ...ACTIVE, clearingSinceMs: NOW_MS } },
  { name: 'clearing, not long enough', cm: 2, latch: CLEARING, acts: null, next: CLEARING },
  { name: 'clearing, holds again', cm: 12, latch: CLEARING, acts: null, next: ACTIVE },
  { name: 'clearing, long enough', cm: 2, latch: CLEARED, acts: 'releases', next: IDLE_NOW },
  {
    name: 'a silence keeps nothing from releasing',
    cm: 2,
    latch: CLEARED,
    silence: SILENCE,
    acts: 'releases',
    next: IDLE_NOW,
  },
])('$name', ({ cm, latch, silence = null, acts, next }) => {
  const facts = factsOf(cm === null ? [] : held([cm]))
  const judged = judge(CRITERION, facts, latch, silence)
  expect([judged.fires && 'fires', judged.releases && 'releases'].find(Boolean) ?? null).toBe(acts)
  expect(nextLatch(latch, judged, NOW_MS)).toEqual(next)
})

test('what a silence holds back says which and why, before its own reasons', () => {
  const judged = judge(CRITERION, factsOf(held([12])), IDLE, SILENCE)
  expect(judged.evaluation.result).toBe('hold')
  expect(judged.evaluation.reasons[0]).toEqual({ code: 'silenced', silenceId: 'sil1', why: '工事' })
  expect(judged.evaluation.reasons.map((it) => it.code)).toContain('at-or-above-trigger')
})
