import { describe, expect, test } from 'vitest'
import type { Level } from '../../src/domain/criterion.ts'
import { type Approval, RESPONSE_DEFAULTS, Responder, type ResponseModel } from '../../src/replay/responder.ts'
import { outcomeOf, tallyOf } from '../../src/replay/route-tally.ts'
import { at } from '../support/sensor.ts'

const SPENT = {
  judgedMs: 0,
  unknownMs: 0,
  withoutCriterionMs: 0,
  standing: { missed: 0, clear: 0, unknown: 0 },
}
const zone = { timeZone: 'Asia/Tokyo', toMs: at(600) }

function responder(model: Partial<ResponseModel> = {}) {
  const made = new Responder({ ...RESPONSE_DEFAULTS, ...model }, 40)
  const call = (minute: number, level: Level = 'dispatch', approval: Approval = 'none') =>
    made.call({
      routeId: 'r1',
      level,
      criterionId: 'c',
      mode: 'automatic',
      approval,
      calledAtMs: at(minute),
      reasons: [],
      deadline: { atMs: at(180), startByMs: at(140) },
    })
  return { made, call }
}

describe('the response model', () => {
  test.each([
    { name: 'the rule itself asked', approval: 'none', doneMin: 5 + 30 + 40 },
    { name: 'an officer had to approve', approval: 'support', doneMin: 5 + 5 + 30 + 40 },
    { name: 'weak evidence needed an officer', approval: 'fallback', doneMin: 5 + 5 + 30 + 40 },
  ] as const)('a call is answered, mobilised and plowed: $name', ({ approval, doneMin }) => {
    const { made, call } = responder()
    const one = call(0, 'dispatch', approval)
    expect(made.advance(at(doneMin) - 1)).toBeNull()
    expect(made.openCall('dispatch')).toBe(one)
    expect(made.advance(at(doneMin))).toBe(at(doneMin))
    expect(one).toMatchObject({ end: 'plowed', endedAtMs: at(doneMin) })
    expect(made.openCall('dispatch')).toBeUndefined()
  })

  test('a crew that stands by has mobilised already, and turns out', () => {
    const { made, call } = responder()
    const standby = call(0, 'standby')
    made.advance(at(60))
    const dispatch = call(60)
    expect(made.advance(at(105))).toBe(at(60 + 5 + 40))
    expect(dispatch.startedAtMs).toBe(at(65))
    expect(standby).toMatchObject({ end: 'turned-out', acceptedAtMs: at(5), endedAtMs: at(65) })
  })

  test('what nobody has accepted is withdrawn by a release; a crew on its way is not called back', () => {
    const { made, call } = responder()
    const early = call(0)
    made.advance(at(4))
    made.release(early, at(4))
    expect(early).toMatchObject({ end: 'withdrawn', acceptedAtMs: null })
    const taken = call(10)
    made.advance(at(20))
    made.release(taken, at(20))
    expect(taken.end).toBe('open')
    expect(made.advance(at(85))).toBe(at(85))
  })

  test('stand-by ends when it is released', () => {
    const { made, call } = responder()
    const standby = call(0, 'standby')
    made.advance(at(100))
    made.release(standby, at(100))
    expect(standby).toMatchObject({ end: 'released', endedAtMs: at(100) })
    expect(tallyOf(made.calls, { plowMinutes: 40 }, SPENT, zone).standbyHours).toBeCloseTo(95 / 60, 2)
  })

  test('a pass on record after the call completes it, one before does not', () => {
    const { made, call } = responder()
    const one = call(10)
    made.advance(at(20))
    made.recordedPass(at(9))
    expect(one.end).toBe('open')
    made.recordedPass(at(50))
    expect(one).toMatchObject({ end: 'recorded-pass', endedAtMs: at(50) })
    expect(made.advance(at(200))).toBeNull()
  })

  test('with passes from the record alone nothing is plowed by the model', () => {
    const { made, call } = responder({ passes: 'recorded' })
    const one = call(0)
    expect(made.advance(at(500))).toBeNull()
    made.release(one, at(500))
    expect(one.end).toBe('released')
    expect(outcomeOf(one)).toBe('unknown')
  })

  test.each([
    { calledMin: 105, outcome: 'met', tooLate: 0, name: 'done at the very deadline' },
    { calledMin: 106, outcome: 'missed', tooLate: 1, name: 'a minute later' },
  ] as const)('deadlines: $name', ({ calledMin, outcome, tooLate }) => {
    const { made, call } = responder()
    const one = call(calledMin)
    made.advance(at(600))
    expect(outcomeOf(one)).toBe(outcome)
    expect(tallyOf(made.calls, { plowMinutes: 40 }, SPENT, zone).deadlines).toMatchObject({ startedTooLate: tooLate })
  })

  test('a call that the end of the span cut off is not told', () => {
    const { made, call } = responder()
    const one = call(590)
    made.advance(at(600))
    expect(outcomeOf(one)).toBe('unknown')
    expect(tallyOf(made.calls, { plowMinutes: 40 }, SPENT, zone)).toMatchObject({
      calls: { dispatch: 1, standby: 0 },
      plowHours: 0,
      deadlines: { met: 0, missed: 0, unknown: 1 },
    })
  })
})
