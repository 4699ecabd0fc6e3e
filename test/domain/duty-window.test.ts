import { expect, test } from 'vitest'
import { type DutyWindow, onDuty } from '../../src/domain/duty-window.ts'

const JST = 'Asia/Tokyo'
const night: DutyWindow = { days: ['fri'], fromTime: '22:00', toTime: '06:00' }
const always: DutyWindow = { days: null, fromTime: null, toTime: null }

// 2026-01-23 is a Friday
test.each([
  { name: 'no window is always', window: always, at: '2026-01-21T03:00', want: true },
  { name: 'a night: before it begins', window: night, at: '2026-01-23T21:59', want: false },
  { name: 'a night: when it begins', window: night, at: '2026-01-23T22:00', want: true },
  { name: 'a night belongs to the day it began', window: night, at: '2026-01-24T05:59', want: true },
  { name: 'a night: when it ends', window: night, at: '2026-01-24T06:00', want: false },
  { name: 'the morning of the day itself is the night before', window: night, at: '2026-01-23T03:00', want: false },
  {
    name: 'Sunday night into Monday',
    window: { ...night, days: ['sun'] } as DutyWindow,
    at: '2026-01-26T05:00',
    want: true,
  },
  {
    name: 'days alone are whole days',
    window: { ...always, days: ['sat'] } as DutyWindow,
    at: '2026-01-24T23:59',
    want: true,
  },
  { name: 'and no others', window: { ...always, days: ['sat'] } as DutyWindow, at: '2026-01-25T00:00', want: false },
  {
    name: 'only a beginning: to midnight',
    window: { ...always, fromTime: '17:00' },
    at: '2026-01-24T23:59',
    want: true,
  },
  {
    name: 'only a beginning: not after midnight',
    window: { ...always, fromTime: '17:00' },
    at: '2026-01-24T00:00',
    want: false,
  },
  { name: 'only an end', window: { ...always, toTime: '08:00' }, at: '2026-01-24T07:59', want: true },
  {
    name: 'equal times are a day from then',
    window: { days: ['fri'], fromTime: '09:00', toTime: '09:00' } as DutyWindow,
    at: '2026-01-24T08:59',
    want: true,
  },
  {
    name: 'and not longer',
    window: { days: ['fri'], fromTime: '09:00', toTime: '09:00' } as DutyWindow,
    at: '2026-01-24T09:00',
    want: false,
  },
])('$name', ({ window, at, want }) => {
  expect(onDuty(window, Date.parse(`${at}:00+09:00`), JST)).toBe(want)
})
