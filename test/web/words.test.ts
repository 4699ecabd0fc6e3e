import { expect, test } from 'vitest'
import { middleOf } from '../../dashboards/web/src/shared/map/middle.ts'
import { agoText, clockText } from '../../dashboards/web/src/shared/times.ts'

test.each([
  [0, 'ja', '0秒前'],
  [59_999, 'ja', '59秒前'],
  [60_000, 'ja', '1分前'],
  [3_600_000, 'ja', '1時間前'],
  [2 * 86_400_000, 'ja', '2日前'],
  [-5000, 'ja', '0秒前'],
  [720_000, 'en', '12 min ago'],
] as const)('%d ms ago in %s', (ms, language, text) => {
  expect(agoText(1_000_000_000_000 - ms, 1_000_000_000_000, language).replaceAll(/\s/g, '')).toBe(
    text.replaceAll(/\s/g, ''),
  )
})

test('times are the authority’s wall clock; another day is named', () => {
  const nowMs = Date.parse('2026-01-20T17:00:00Z')
  expect(clockText(Date.parse('2026-01-20T21:00:00Z'), nowMs, 'Asia/Tokyo', 'ja')).toBe('6:00')
  expect(clockText(Date.parse('2026-01-20T13:05:00Z'), nowMs, 'Asia/Tokyo', 'ja')).toBe('1月20日(火) 22:05')
})

test('a badge stands half-way along its line', () => {
  const coordinates = [
    [0, 0],
    [0, 0],
    [3, 0],
    [3, 1],
  ]
  expect(middleOf({ type: 'LineString', coordinates })).toEqual([2, 0])
})
