import { describe, expect, test } from 'vitest'
import { askNeighbours, type NeighbourView } from '../../src/quality/neighbours.ts'
import type { Rise } from '../../src/quality/rise.ts'
import { at } from '../support/sensor.ts'

const RISE: Rise = { fromMs: at(60), fromCm: 5, atMs: at(120), riseCm: 10, step: false, witness: 'silent' }

/** A neighbour's level every ten minutes from `fromMin`. */
function neighbour(levelsCm: readonly number[], fromMin = 0, device = 'n'): NeighbourView {
  return { device, course: levelsCm.map((depthCm, index) => ({ atMs: at(fromMin + index * 10), depthCm })) }
}

const flat = neighbour(Array.from({ length: 19 }, () => 5))
const rising = (cm: number, fromMin = 0) =>
  neighbour(
    Array.from({ length: 19 }, (_, index) => 5 + (cm * index) / 18),
    fromMin,
  )

describe('neighbours', () => {
  test.each<{ name: string; rise?: Partial<Rise>; others: NeighbourView[]; want: string; asked: number }>([
    { name: 'one rose a fifth as much', others: [rising(2.01)], want: 'agrees', asked: 1 },
    { name: 'one rose less', others: [rising(1.9)], want: 'disagrees', asked: 1 },
    { name: 'one of several suffices', others: [flat, flat, rising(3)], want: 'agrees', asked: 3 },
    { name: 'none rose', others: [flat, flat], want: 'disagrees', asked: 2 },
    { name: 'there is none', others: [], want: 'not-evaluated', asked: 0 },
    {
      name: 'none is needed where others know of snow',
      rise: { witness: 'supports' },
      others: [flat],
      want: 'agrees',
      asked: 1,
    },
    { name: 'who deny it are outvoted', rise: { witness: 'denies' }, others: [rising(3)], want: 'agrees', asked: 1 },
    { name: 'or believed', rise: { witness: 'denies' }, others: [], want: 'disagrees', asked: 0 },
    {
      name: 'a fall and a rise back is a rise',
      others: [neighbour([5, 5, 5, 5, 5, 5, 2, 2, 3, 4, 5, 5, 5])],
      want: 'agrees',
      asked: 1,
    },
    {
      name: 'a fall is none',
      others: [neighbour([5, 5, 5, 5, 5, 5, 2, 2, 1, 0, 0, 0, 0])],
      want: 'disagrees',
      asked: 1,
    },
    {
      name: 'one that spoke later was not there',
      others: [neighbour([1, 2, 3, 4, 5], 130)],
      want: 'not-evaluated',
      asked: 0,
    },
    {
      name: 'one that fell silent before it neither',
      others: [neighbour([1, 2, 3, 4, 5], 10)],
      want: 'not-evaluated',
      asked: 0,
    },
    { name: 'one sample is no course', others: [neighbour([5], 90)], want: 'not-evaluated', asked: 0 },
    {
      name: 'what happened two hours before does not count',
      others: [neighbour([0, 5, 10, ...Array.from({ length: 22 }, () => 10)], -90)],
      want: 'disagrees',
      asked: 1,
    },
  ])('$name: $want', ({ rise = {}, others, want, asked }) => {
    expect(askNeighbours({ ...RISE, ...rise }, others)).toEqual({ agreement: want, asked })
  })
})
