import { describe, expect, test } from 'vitest'
import { deadlineChange, orderTimes, stateWhenCompleted, stateWhenStarted } from '../../src/dispatch/deadline.ts'
import type { DeadlineState, OrderState } from '../../src/domain/order.ts'
import { HOUR_MS, MINUTE_MS, toIso } from '../../src/domain/time.ts'

const GRACE_MS = 3 * HOUR_MS
const WARN_MS = 30 * MINUTE_MS
const ROUTE = { deadline: '07:00', plowMinutes: 40 }

/** The instant at which Tokyo shows `text`. */
const jst = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+09:00`)

describe('the deadline of an order', () => {
  test.each([
    { raised: '2026-01-20 21:00', finish: '2026-01-21 07:00' },
    { raised: '2026-01-21 06:59', finish: '2026-01-21 07:00' },
    { raised: '2026-01-21 07:00', finish: '2026-01-21 07:00' },
    { raised: '2026-01-21 07:30', finish: '2026-01-21 07:00' },
    { raised: '2026-01-21 09:59', finish: '2026-01-21 07:00' },
    { raised: '2026-01-21 10:00', finish: '2026-01-22 07:00' },
    { raised: '2026-01-21 00:00', finish: '2026-01-21 07:00' },
  ])('raised at $raised is $finish', ({ raised, finish }) => {
    const times = orderTimes(ROUTE, 'Asia/Tokyo', jst(raised), GRACE_MS)
    expect(times).toEqual({ finishByMs: jst(finish), startByMs: jst(finish) - 40 * MINUTE_MS })
  })

  test('without grace a passed deadline is the next day’s', () => {
    const { finishByMs } = orderTimes(ROUTE, 'Asia/Tokyo', jst('2026-01-21 07:00'), 0)
    expect(toIso(finishByMs ?? 0)).toBe('2026-01-21T22:00:00.000Z')
  })

  test('a deadline shortly after midnight belongs to the night before', () => {
    const route = { deadline: '00:30', plowMinutes: 40 }
    const { finishByMs, startByMs } = orderTimes(route, 'Asia/Tokyo', jst('2026-01-21 01:00'), GRACE_MS)
    expect([finishByMs, startByMs]).toEqual([jst('2026-01-21 00:30'), jst('2026-01-20 23:50')])
  })

  test('a route without one has none', () => {
    const none = orderTimes({ deadline: null, plowMinutes: 40 }, 'Asia/Tokyo', 0, GRACE_MS)
    expect(none).toEqual({ finishByMs: null, startByMs: null })
  })
})

const START_BY_MS = jst('2026-01-21 06:20')
const FINISH_BY_MS = jst('2026-01-21 07:00')

function order(
  state: OrderState,
  deadlineState: DeadlineState = 'on-time',
  level: 'standby' | 'dispatch' = 'dispatch',
) {
  return { state, deadlineState, level, startByMs: START_BY_MS, finishByMs: FINISH_BY_MS }
}

describe('what time makes of it', () => {
  test.each([
    { name: 'early', of: order('requested'), atMs: START_BY_MS - WARN_MS - 1, want: undefined },
    {
      name: 'the warning, nobody took it',
      of: order('requested'),
      atMs: START_BY_MS - WARN_MS,
      want: ['at-risk', 'not-accepted'],
    },
    {
      name: 'the warning, not approved',
      of: order('proposed'),
      atMs: START_BY_MS - WARN_MS,
      want: ['at-risk', 'not-accepted'],
    },
    { name: 'the warning, nobody began', of: order('accepted'), atMs: START_BY_MS, want: ['at-risk', 'not-started'] },
    { name: 'warned once', of: order('accepted', 'at-risk'), atMs: START_BY_MS, want: undefined },
    {
      name: 'at the latest start it still works',
      of: order('requested', 'at-risk'),
      atMs: START_BY_MS,
      want: undefined,
    },
    {
      name: 'a moment later it does not',
      of: order('requested', 'at-risk'),
      atMs: START_BY_MS + 1,
      want: ['missed', 'not-accepted'],
    },
    { name: 'missed without a warning', of: order('accepted'), atMs: START_BY_MS + 1, want: ['missed', 'not-started'] },
    { name: 'missed once', of: order('accepted', 'missed'), atMs: FINISH_BY_MS + 1, want: undefined },
    { name: 'at work', of: order('started'), atMs: FINISH_BY_MS, want: undefined },
    { name: 'at work too long', of: order('started'), atMs: FINISH_BY_MS + 1, want: ['missed', 'not-completed'] },
    { name: 'done', of: order('completed'), atMs: FINISH_BY_MS + 1, want: undefined },
    { name: 'withdrawn', of: order('withdrawn'), atMs: FINISH_BY_MS + 1, want: undefined },
    {
      name: 'stand-by has no deadline',
      of: order('requested', 'on-time', 'standby'),
      atMs: FINISH_BY_MS,
      want: undefined,
    },
    {
      name: 'nor has a route without one',
      of: { ...order('requested'), startByMs: null, finishByMs: null },
      atMs: 0,
      want: undefined,
    },
  ])('$name', ({ of, atMs, want }) => {
    const change = deadlineChange(of, atMs, WARN_MS)
    expect(change && [change.state, change.why]).toEqual(want)
  })

  test.each([
    { state: 'at-risk', atMs: START_BY_MS, want: 'on-time' },
    { state: 'at-risk', atMs: START_BY_MS + 1, want: 'missed' },
    { state: 'missed', atMs: START_BY_MS - 1, want: 'on-time' },
  ] as const)('a start of an order $state makes it $want', ({ state, atMs, want }) => {
    expect(stateWhenStarted(order('accepted', state), atMs)).toBe(want)
  })

  test.each([
    { state: 'missed', atMs: FINISH_BY_MS, want: 'on-time' },
    { state: 'on-time', atMs: FINISH_BY_MS + 1, want: 'missed' },
  ] as const)('a completion of an order $state makes it $want', ({ state, atMs, want }) => {
    expect(stateWhenCompleted(order('started', state), atMs)).toBe(want)
  })
})
