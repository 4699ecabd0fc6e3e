import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseStatus, saysOffline } from '../../src/domain/device-status.ts'

const NOTHING = { state: null, config: null, results: [] }

test.each([
  { text: '', want: NOTHING },
  { text: 'online', want: NOTHING },
  { text: 'null', want: NOTHING },
  { text: '[]', want: NOTHING },
  { text: '{"state":"online"}', want: { ...NOTHING, state: 'online' } },
  { text: '{"state":1,"config":3,"command":"x"}', want: NOTHING },
  {
    text: '{"config":{"version":3,"interval_s":600,"note":"x"}}',
    want: { ...NOTHING, config: { version: 3, intervalS: 600, body: { version: 3, interval_s: 600, note: 'x' } } },
  },
  {
    text: '{"config":{"version":1.5,"interval_s":-1}}',
    want: { ...NOTHING, config: { version: null, intervalS: null, body: { version: 1.5, interval_s: -1 } } },
  },
  {
    text: '{"command":{"id":"cmd_1","result":"done"}}',
    want: { ...NOTHING, results: [{ id: 'cmd_1', done: true, detail: null }] },
  },
  {
    text: '{"command":[{"id":"a","result":"failed","detail":"no power"},{"id":"b","result":"busy"},{"id":4},7]}',
    want: {
      ...NOTHING,
      results: [
        { id: 'a', done: false, detail: 'no power' },
        { id: 'b', done: false, detail: 'busy' },
      ],
    },
  },
])('$text', ({ text, want }) => {
  expect(parseStatus(text)).toEqual(want)
})

test('never throws, and keeps little of what is long', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseStatus(text)))
  const many = Array.from({ length: 100 }, (_, index) => ({ id: `c${index}`, result: 'x'.repeat(1000) }))
  const { results } = parseStatus(JSON.stringify({ command: many }))
  expect(results).toHaveLength(16)
  expect(results[0]?.detail).toHaveLength(200)
})

test('a goodbye or a last will says offline, whatever else it says', () => {
  expect(saysOffline('{"state":"offline","config":{"version":1}}')).toBe(true)
  expect(saysOffline('{"state":"online"}')).toBe(false)
  expect(saysOffline('offline')).toBe(false)
})
