import { expect, test } from 'vitest'
import { pace } from '../../../src/store/readings/index-pace.ts'

const CALM = { waitingFrames: 10, quietMs: 1, urgent: false, lastStepMs: 2 }

test.each([
  { name: 'everyday operation: at once, in short steps', input: CALM, want: { delayMs: 0, frames: 64 } },
  { name: 'nothing comes: at once, in long steps', input: { ...CALM, quietMs: 20 }, want: { delayMs: 0, frames: 512 } },
  {
    name: 'a burst: acknowledgements first, one twentieth of the time for indexing',
    input: { ...CALM, waitingFrames: 5000 },
    want: { delayMs: 38, frames: 64 },
  },
  {
    name: 'a burst with quick steps: still not more often than a burst could end',
    input: { ...CALM, waitingFrames: 5000, lastStepMs: 0.1 },
    want: { delayMs: 20, frames: 64 },
  },
  {
    name: 'a burst and somebody who asks: at once, in short steps',
    input: { ...CALM, waitingFrames: 5000, urgent: true },
    want: { delayMs: 0, frames: 64 },
  },
  {
    name: 'after a burst: at once, in long steps',
    input: { ...CALM, waitingFrames: 5000, quietMs: 30 },
    want: { delayMs: 0, frames: 512 },
  },
])('pace, $name', ({ input, want }) => {
  const { delayMs, frames } = pace(input)
  expect({ delayMs: Math.round(delayMs), frames }).toEqual(want)
})
