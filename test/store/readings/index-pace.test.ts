import { expect, test } from 'vitest'
import { pace } from '../../../src/store/readings/index-pace.ts'

const CALM = { waitingFrames: 10, quietMs: 1, behindMs: 1, urgent: false, lastStepMs: 2 }
const BURST = { ...CALM, waitingFrames: 5000, behindMs: 500 }

test.each([
  { name: 'everyday operation: at once, in short steps', input: CALM, want: { delayMs: 0, frames: 64 } },
  {
    name: 'nothing comes: at once, in long steps',
    input: { ...CALM, quietMs: 250 },
    want: { delayMs: 0, frames: 512 },
  },
  { name: 'a burst: a fiftieth of the time for indexing', input: BURST, want: { delayMs: 98, frames: 64 } },
  { name: 'a burst, quick steps', input: { ...BURST, lastStepMs: 0.1 }, want: { delayMs: 20, frames: 64 } },
  {
    name: 'a burst and somebody who asks: at once',
    input: { ...BURST, urgent: true },
    want: { delayMs: 0, frames: 64 },
  },
  {
    name: 'a burst that does not end: at once',
    input: { ...BURST, behindMs: 60_001 },
    want: { delayMs: 0, frames: 64 },
  },
  {
    name: 'after a burst: at once, in long steps',
    input: { ...BURST, quietMs: 300 },
    want: { delayMs: 0, frames: 512 },
  },
])('pace, $name', ({ input, want }) => {
  const { delayMs, frames } = pace(input)
  expect({ delayMs: Math.round(delayMs), frames }).toEqual(want)
})
