import { expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { requireKept } from '../../src/replay/require-kept.ts'

const NOW_MS = 1000 * HOUR_MS

test.each([
  { name: 'readings stay here', fromH: 0, keepH: null, ok: true },
  { name: 'the very first that is kept', fromH: 900, keepH: 100, ok: true },
  { name: 'an hour before', fromH: 899, keepH: 100, ok: false },
])('a span needs its readings: $name', ({ fromH, keepH, ok }) => {
  const ask = () => requireKept(fromH * HOUR_MS, keepH === null ? null : { spoolKeepMs: keepH * HOUR_MS }, NOW_MS)
  if (ok) expect(ask).not.toThrow()
  else expect(ask).toThrow(expect.objectContaining({ code: 'history-invalid' }))
})
