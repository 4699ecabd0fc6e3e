import { describe, expect, test } from 'vitest'
import { type Conditions, EMPTY_GATE, type GateVerdict, gate } from '../../src/quality/gate.ts'
import { at } from '../support/sensor.ts'

/** Minutes, depth in cm, air temperature in °C (0 when left out). */
type Sample = readonly [minutes: number, depthCm: number, airTempC?: number | null]

function verdicts(samples: readonly Sample[], change: Partial<Conditions> = {}): GateVerdict[] {
  let state = EMPTY_GATE
  return samples.map(([minutes, depthCm, airTempC = 0]) => {
    const conditions = { airTempC, sigmaCm: 0.5, snowfallSinceCm: () => null, ...change }
    const judged = gate(state, { atMs: at(minutes), depthCm }, conditions)
    state = judged.state
    return judged.verdict
  })
}

const BASE: readonly Sample[] = [
  [-20, 20],
  [-10, 20],
  [0, 20],
]

/** Verdicts after three quiet samples of 20 cm, the last at minute 0. */
function afterQuiet(samples: readonly Sample[], change: Partial<Conditions> = {}): GateVerdict[] {
  return verdicts([...BASE, ...samples], change).slice(BASE.length)
}

test('the first sample is taken as it is', () => {
  expect(verdicts([[0, 123]])).toEqual(['first'])
})

describe('the bounds', () => {
  test.each<{ name: string; base?: readonly Sample[]; sample: Sample; beyondCm: number }>([
    { name: 'rise in one hour', sample: [60, 38], beyondCm: 0.01 },
    { name: 'rise in twelve minutes', sample: [12, 26], beyondCm: 0.01 },
    { name: 'rise in three hours', sample: [180, 54], beyondCm: 0.01 },
    { name: 'rise in ten hours, counted as six', sample: [600, 78], beyondCm: 0.01 },
    { name: 'rise in air of 2 °C', sample: [60, 38, 2], beyondCm: 0.01 },
    { name: 'rise in air of 4 °C', sample: [60, 33.125, 4], beyondCm: 0.01 },
    { name: 'rise in air of 20 °C: as of 6 °C', sample: [60, 28.25, 20], beyondCm: 0.01 },
    { name: 'settling in one hour', sample: [60, 15], beyondCm: -0.01 },
    { name: 'settling in ten hours, counted as six', sample: [600, 5], beyondCm: -0.01 },
    { name: 'melt at 5 °C', sample: [60, 13.25, 5], beyondCm: -0.01 },
    { name: 'no melt at −5 °C', sample: [60, 15, -5], beyondCm: -0.01 },
    { name: 'no melt without a temperature', sample: [60, 15, null], beyondCm: -0.01 },
    {
      name: 'rise above the higher of last and reference',
      base: [...BASE, [12, 24]],
      sample: [24, 30],
      beyondCm: 0.01,
    },
    {
      name: 'fall below the lower of last and reference',
      base: [...BASE, [12, 24]],
      sample: [72, 15],
      beyondCm: -0.01,
    },
    {
      name: 'a reference older than 96 min counts no more',
      base: [
        [-200, 10],
        [-190, 10],
        [-180, 10],
        [0, 20],
      ],
      sample: [60, 15],
      beyondCm: -0.01,
    },
  ])('$name: exactly on it passes, beyond is suspect', ({ base = BASE, sample, beyondCm }) => {
    const [minutes, depthCm, airTempC] = sample
    expect(verdicts([...base, sample]).at(-1)).toBe('pass')
    expect(verdicts([...base, [minutes, depthCm + beyondCm, airTempC]]).at(-1)).toBe('suspect')
  })

  test('the gap stands still while suspects agree: an obstacle does not get in by waiting', () => {
    const samples = Array.from({ length: 35 }, (_, index): Sample => [10 * (index + 1), 70])
    expect(new Set(afterQuiet(samples))).toEqual(new Set(['suspect']))
    // Without the freeze the same depth would be allowed by then.
    expect(afterQuiet([[350, 70]])).toEqual(['pass'])
  })

  test('nor does one that wavers', () => {
    const samples = Array.from({ length: 35 }, (_, index): Sample => [10 * (index + 1), 70 + 5 * (index % 2)])
    expect(new Set(afterQuiet(samples))).toEqual(new Set(['suspect']))
  })

  test('amid scatter a jump must be borne out by the next sample; without scatter it passes', () => {
    const scatter: Sample[] = [
      [60, 120],
      [120, 0],
      [180, 90],
    ]
    expect(afterQuiet([...scatter, [240, 55]])).toEqual(['suspect', 'suspect', 'suspect', 'suspect'])
    expect(afterQuiet([...scatter, [240, 55], [300, 57]]).at(-1)).toBe('pass')
    expect(afterQuiet([[240, 55]])).toEqual(['pass'])
    // Back where it was, it passes at once.
    expect(afterQuiet([...scatter, [240, 21]]).at(-1)).toBe('pass')
  })

  test('a worse echo widens them', () => {
    expect(afterQuiet([[12, 27.4]], { sigmaCm: 1.5 })).toEqual(['pass'])
    expect(afterQuiet([[12, 27.6]], { sigmaCm: 1.5 })).toEqual(['suspect'])
    expect(afterQuiet([[12, 26.1]], { sigmaCm: 0.3 })).toEqual(['suspect'])
  })
})

describe('suspects that agree are believed', () => {
  test.each<{ name: string; samples: Sample[]; want: GateVerdict[] }>([
    {
      name: 'three over exactly 15 min',
      samples: [
        [10, 5],
        [18, 5],
        [25, 5],
        [35, 5],
      ],
      want: ['suspect', 'suspect', 'step-down', 'pass'],
    },
    {
      name: 'not three over less than 15 min, but the fourth',
      samples: [
        [10, 5],
        [18, 5],
        [24.9, 5],
        [25, 5],
      ],
      want: ['suspect', 'suspect', 'suspect', 'step-down'],
    },
    {
      name: 'two exactly 60 min apart',
      samples: [
        [10, 5],
        [70, 5],
      ],
      want: ['suspect', 'step-down'],
    },
    {
      name: 'not two 59 min apart',
      samples: [
        [10, 5],
        [69, 5],
      ],
      want: ['suspect', 'suspect'],
    },
    {
      name: '3 cm apart',
      samples: [
        [10, 5],
        [20, 8],
        [30, 6.5],
      ],
      want: ['suspect', 'suspect', 'step-down'],
    },
    {
      name: 'further apart they begin anew',
      samples: [
        [10, 5],
        [20, 9.4],
        [30, 9],
        [40, 9],
      ],
      want: ['suspect', 'suspect', 'suspect', 'step-down'],
    },
    {
      name: 'a disagreeing one between them begins anew',
      samples: [
        [10, 5],
        [20, 5],
        [30, 150],
        [40, 5],
        [50, 5],
        [60, 5],
      ],
      want: ['suspect', 'suspect', 'suspect', 'suspect', 'suspect', 'step-down'],
    },
    {
      name: 'a good one between them ends the run',
      samples: [
        [10, 5],
        [20, 5],
        [30, 20],
        [40, 5],
        [50, 5],
      ],
      want: ['suspect', 'suspect', 'pass', 'suspect', 'suspect'],
    },
    {
      name: 'a rise of exactly 12 cm',
      samples: [
        [10, 32],
        [20, 32],
        [30, 32],
        [40, 33],
      ],
      want: ['suspect', 'suspect', 'step-up', 'pass'],
    },
    {
      name: 'not a larger rise',
      samples: [
        [10, 32.1],
        [20, 32.1],
        [30, 32.1],
      ],
      want: ['suspect', 'suspect', 'suspect'],
    },
    {
      name: 'a fall of any size, at once',
      samples: [
        [10, 0],
        [20, 0],
        [30, 0],
      ],
      want: ['suspect', 'suspect', 'step-down'],
    },
  ])('$name', ({ samples, want }) => {
    expect(afterQuiet(samples)).toEqual(want)
  })

  test('two an hour apart do not suffice when scatter goes before them: there they agree by chance', () => {
    const pair: Sample[] = [
      [120, 5],
      [180, 5],
    ]
    expect(afterQuiet(pair)).toEqual(['suspect', 'step-down'])
    expect(afterQuiet([[60, 90], ...pair])).toEqual(['suspect', 'suspect', 'suspect'])
    expect(afterQuiet([[60, 90], ...pair, [240, 5]]).at(-1)).toBe('step-down')
  })

  test.each([
    { fallenCm: 30, want: 'step-up' },
    { fallenCm: 29.9, want: 'suspect' },
    { fallenCm: 0, want: 'suspect' },
    { fallenCm: null, want: 'suspect' },
  ])('a rise of 60 cm is believed early when others know of $fallenCm cm: $want', ({ fallenCm, want }) => {
    const asked: number[] = []
    const snowfallSinceCm = (fromMs: number) => {
      asked.push(fromMs)
      return fallenCm
    }
    const samples: Sample[] = [
      [10, 80],
      [20, 80],
      [30, 80],
    ]
    expect(afterQuiet(samples, { snowfallSinceCm })).toEqual(['suspect', 'suspect', want])
    // Since the last good sample, and only once there is something to be released.
    expect(asked).toEqual([at(0)])
  })

  test('a rise above 12 cm after exactly six hours', () => {
    const hours = Array.from({ length: 36 }, (_, index): Sample => [10 + 10 * index, 80])
    expect(afterQuiet([...hours, [369.9, 80]]).at(-1)).toBe('suspect')
    expect(afterQuiet([...hours, [370, 80], [380, 80]]).slice(-2)).toEqual(['step-up', 'pass'])
  })
})
