import { expect, test } from 'vitest'
import { addressKey } from '../../src/ingest/remote-address.ts'

test.each([
  { remote: '192.0.2.7', want: '192.0.2.7' },
  { remote: '::ffff:192.0.2.7', want: '192.0.2.7' },
  { remote: '2001:db8:1:2:aaaa::1', want: '2001:db8:1:2::/64' },
  { remote: '2001:db8:1:2:bbbb::9', want: '2001:db8:1:2::/64' },
  { remote: '::1', want: '0:0:0:0::/64' },
  { remote: 'nonsense', want: 'unknown' },
  { remote: undefined, want: 'unknown' },
])('$remote counts as $want', ({ remote, want }) => {
  expect(addressKey(remote)).toBe(want)
})
