import { expect, test } from 'vitest'
import { InfluxFault } from '../../../../src/store/readings/influx/fault.ts'
import { pauseMs } from '../../../../src/store/readings/influx/forwarder.ts'
import { errorText, retryAfterMs, writeVerdict } from '../../../../src/store/readings/influx/write-verdict.ts'

const partial = 'partial write: field type conflict: input field "x" is type string, already exists as float dropped=1'

test.each([
  { status: 204, body: '', kind: 'stored' },
  { status: 200, body: '', kind: 'stored' },
  { status: 400, body: `{"error":"unable to parse 'r x= 1': missing field value"}`, kind: 'refused' },
  { status: 400, body: `{"error":"partial write: unable to parse 'r x= 1' dropped=0"}`, kind: 'refused' },
  { status: 400, body: JSON.stringify({ error: partial }), kind: 'refused' },
  { status: 400, body: '{"error":"partial write: points beyond retention policy dropped=3"}', kind: 'expired' },
  { status: 422, body: JSON.stringify({ code: 'unprocessable entity', message: partial }), kind: 'refused' },
  {
    status: 422,
    body: '{"message":"failure writing points: partial write: points beyond retention policy dropped=1"}',
    kind: 'expired',
  },
  { status: 413, body: '', kind: 'too-large' },
  { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}', kind: 'setting' },
  { status: 403, body: '', kind: 'setting' },
  { status: 404, body: '{"error":"database not found: \\"x\\""}', kind: 'setting' },
  { status: 302, body: '', kind: 'setting' },
  { status: 429, body: '', kind: 'passing' },
  { status: 408, body: '', kind: 'passing' },
  { status: 500, body: '', kind: 'passing' },
  { status: 503, body: '', kind: 'passing' },
])('$status $body: $kind', ({ status, body, kind }) => {
  expect(writeVerdict(status, body, undefined).kind).toBe(kind)
})

test.each([
  { header: '7', ms: 7000 },
  { header: ' 0 ', ms: 0 },
  { header: '86400', ms: 900_000 },
  { header: 'Wed, 21 Oct 2026 07:28:00 GMT', ms: undefined },
  { header: '-1', ms: undefined },
  { header: undefined, ms: undefined },
])('Retry-After $header is $ms ms', ({ header, ms }) => {
  expect(retryAfterMs(header)).toBe(ms)
})

test.each([
  { body: '{"error":"a"}', text: 'a' },
  { body: '{"code":"invalid","message":"b"}', text: 'b' },
  { body: 'bad gateway', text: 'bad gateway' },
  { body: 'null', text: 'null' },
  { body: 'x'.repeat(500), text: `${'x'.repeat(299)}…` },
])('the sentence in $body', ({ body, text }) => {
  expect(errorText(body)).toBe(text)
})

test('pauses double up to a minute, unless the server says how long, or a setting is wrong', () => {
  const passing = new InfluxFault('passing', '')
  expect([0, 1, 2, 5, 6, 1000].map((failures) => pauseMs(passing, failures))).toEqual([
    1000, 2000, 4000, 32_000, 60_000, 60_000,
  ])
  expect(pauseMs(new InfluxFault('passing', '', { retryAfterMs: 7000 }), 9)).toBe(7000)
  expect(pauseMs(new InfluxFault('setting', ''), 0)).toBe(30_000)
})
