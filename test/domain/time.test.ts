import { expect, test } from 'vitest'
import { localHhMm, nextLocalTime, parseInstant, toIso } from '../../src/domain/time.ts'

test.each([
  { text: '2026-01-20T01:00:00Z', want: Date.UTC(2026, 0, 20, 1) },
  { text: '2026-01-20T10:00:00+09:00', want: Date.UTC(2026, 0, 20, 1) },
  { text: '2026-01-20T10:00+0900', want: Date.UTC(2026, 0, 20, 1) },
  { text: '2026-01-20', want: Date.UTC(2026, 0, 20) },
  { text: '1768863000000', want: 1_768_863_000_000 },
  { text: '2026-01-20T10:00:00', want: undefined },
  { text: '2026-13-01T00:00:00Z', want: undefined },
  { text: 'yesterday', want: undefined },
  { text: '', want: undefined },
  { text: '2026-02-30', want: undefined },
  { text: '2026-02-30T01:00:00Z', want: undefined },
  { text: '2024-02-29', want: Date.UTC(2024, 1, 29) },
])('parseInstant $text', ({ text, want }) => {
  expect(parseInstant(text)).toBe(want)
})

test.each([
  {
    name: 'later today',
    hhmm: '07:00',
    zone: 'Asia/Tokyo',
    after: '2026-01-19T15:00:00Z',
    want: '2026-01-19T22:00:00.000Z',
  },
  {
    name: 'exactly now is tomorrow',
    hhmm: '07:00',
    zone: 'Asia/Tokyo',
    after: '2026-01-19T22:00:00Z',
    want: '2026-01-20T22:00:00.000Z',
  },
  {
    name: 'over midnight',
    hhmm: '00:00',
    zone: 'Asia/Tokyo',
    after: '2026-01-20T14:59:59Z',
    want: '2026-01-20T15:00:00.000Z',
  },
  {
    name: 'before a spring jump',
    hhmm: '07:00',
    zone: 'Europe/Helsinki',
    after: '2026-03-28T20:00:00Z',
    want: '2026-03-29T04:00:00.000Z',
  },
  {
    name: 'after an autumn jump',
    hhmm: '07:00',
    zone: 'Europe/Helsinki',
    after: '2026-10-24T20:00:00Z',
    want: '2026-10-25T05:00:00.000Z',
  },
])('nextLocalTime: $name', ({ hhmm, zone, after, want }) => {
  const at = nextLocalTime(hhmm, zone, Date.parse(after))
  expect(toIso(at)).toBe(want)
  expect(localHhMm(at, zone)).toBe(hhmm)
})
