import { expect, test } from 'vitest'
import { GOOD, NOT_EVALUATED, SUSPECT } from '../../src/quality/flags.ts'
import { type FlatRun, seekStuck } from '../../src/quality/stuck.ts'
import { at } from '../support/sensor.ts'

function run(values: readonly (readonly [minutes: number, rawMm: number])[], snowfallCm: number | null = 5) {
  let flat: FlatRun | null = null
  const asked: number[] = []
  const flags = values.map(([minutes, rawMm]) => {
    const found = seekStuck(flat, at(minutes), rawMm, (fromMs) => {
      asked.push((fromMs - at(0)) / 60_000)
      return snowfallCm
    })
    flat = found.run
    return found.flag
  })
  return { flags, asked, flat: flat as FlatRun | null }
}

test.each([
  { name: 'flat for three hours in snowfall of 5 cm', minutes: 180, mm: 1500, snowfallCm: 5, want: SUSPECT },
  { name: 'of less it is quiet weather', minutes: 180, mm: 1500, snowfallCm: 4.9, want: GOOD },
  { name: 'nobody says', minutes: 180, mm: 1500, snowfallCm: null, want: NOT_EVALUATED },
  { name: 'flat for less than three hours', minutes: 179, mm: 1500, snowfallCm: 50, want: NOT_EVALUATED },
  { name: 'the last digit may differ', minutes: 180, mm: 1501, snowfallCm: 5, want: SUSPECT },
  { name: 'more than that moves', minutes: 180, mm: 1502, snowfallCm: 50, want: NOT_EVALUATED },
])('$name', ({ minutes, mm, snowfallCm, want }) => {
  const { flags, flat } = run(
    [
      [0, 1500],
      [minutes, mm],
    ],
    snowfallCm,
  )
  expect(flags).toEqual([NOT_EVALUATED, want])
  expect(flat?.stuck).toBe(want === SUSPECT)
})

test('a slow creep is no standstill: the run begins with its first value', () => {
  const creep = Array.from({ length: 40 }, (_, index) => [index * 10, 1500 - index * 0.5] as const)
  expect(new Set(run(creep).flags)).toEqual(new Set([NOT_EVALUATED]))
})

test('of a long standstill the last twelve hours count', () => {
  const { asked } = run([
    [0, 1500],
    [180, 1500],
    [2000, 1500],
  ])
  expect(asked).toEqual([0, 1280])
})

test('it stands until the value moves, though nobody says any more', () => {
  const { run: stuck } = seekStuck({ sinceMs: at(0), rawMm: 1500, stuck: false }, at(200), 1500, () => 9)
  expect(stuck.stuck).toBe(true)
  expect(seekStuck(stuck, at(210), 1500, () => null)).toMatchObject({ run: { stuck: true }, flag: SUSPECT })
  expect(seekStuck(stuck, at(210), 1500, () => 0)).toMatchObject({ run: { stuck: false }, flag: GOOD })
  expect(seekStuck(stuck, at(210), 1510, () => 9)).toMatchObject({ run: { stuck: false }, flag: NOT_EVALUATED })
})
