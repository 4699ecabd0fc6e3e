import { expect, test } from 'vitest'
import { deviceOf, downTopic, maySubscribe, uplinkFilters } from '../../../src/ingest/topics.ts'

test.each([
  { topic: 'yukiban/v1/r1-a/reading', want: 'r1-a' },
  { topic: 'yukiban/v1/r1-a/status', want: 'r1-a' },
  { topic: 'yukiban/v1/r1-a', want: undefined },
  { topic: 'yukiban/v1//reading', want: undefined },
  { topic: 'yukiban/v1/../reading', want: undefined },
  { topic: 'yukiban/v1/_unknown/reading', want: undefined },
  { topic: `yukiban/v1/${'x'.repeat(65)}/reading`, want: undefined },
  { topic: 'yukiban/v1/r1-a/reading/x', want: undefined },
  { topic: 'yukiban/v2/r1-a/reading', want: undefined },
  { topic: '', want: undefined },
])('$topic is from $want', ({ topic, want }) => {
  expect(deviceOf(topic)).toBe(want)
})

test('the service subscribes to what devices publish, and devices to what the service publishes', () => {
  expect(uplinkFilters()).toEqual(['yukiban/v1/+/reading', 'yukiban/v1/+/status'])
  for (const leaf of ['config', 'command'] as const) expect(maySubscribe(downTopic('r1-a', leaf), 'r1-a')).toBe(true)
})
