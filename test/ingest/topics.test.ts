import { expect, test } from 'vitest'
import { maySubscribe, uplink } from '../../src/ingest/topics.ts'

test.each([
  { topic: 'yukiban/v1/d1/reading', want: { kind: 'reading' } },
  { topic: 'yukiban/v1/d1/status', want: { kind: 'status' } },
  { topic: 'yukiban/v1/d2/reading', want: { refused: `topic "yukiban/v1/d2/reading" is not d1's own` } },
  { topic: 'yukiban/v1/d1/command', want: { refused: 'topic ends in "command", which is none of reading, status' } },
  {
    topic: 'yukiban/v2/d1/reading',
    want: { refused: 'topic must be yukiban/v1/d1/reading|status, got "yukiban/v2/d1/reading"' },
  },
  {
    topic: 'yukiban/v1/d1/reading/x',
    want: { refused: 'topic must be yukiban/v1/d1/reading|status, got "yukiban/v1/d1/reading/x"' },
  },
  { topic: '$SYS/x', want: { refused: 'topic must be yukiban/v1/d1/reading|status, got "$SYS/x"' } },
])('d1 publishing to $topic', ({ topic, want }) => {
  expect(uplink(topic, 'd1')).toEqual(want)
})

test.each([
  { filter: 'yukiban/v1/d1/config', want: true },
  { filter: 'yukiban/v1/d1/command', want: true },
  { filter: 'yukiban/v1/d2/command', want: false },
  { filter: 'yukiban/v1/d1/reading', want: false },
  { filter: 'yukiban/v1/+/config', want: false },
  { filter: 'yukiban/v1/d1/#', want: false },
  { filter: '#', want: false },
])('d1 listening to $filter: $want', ({ filter, want }) => {
  expect(maySubscribe(filter, 'd1')).toBe(want)
})
