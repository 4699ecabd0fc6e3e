import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConnectThrottle } from '../../src/ingest/connect-throttle.ts'

const MAX = 3
const GUESS = { address: '192.0.2.1', deviceId: 'd1', secretSha256: 'wrong' }

function failed(times: number, attempt = GUESS, nowMs = 0): ConnectThrottle {
  const throttle = new ConnectThrottle(MAX)
  for (let i = 0; i < times; i++) throttle.failed(attempt, nowMs)
  return throttle
}

describe('after wrong credentials', () => {
  test.each([
    { name: 'fewer than the limit: looked up', times: 2, attempt: GUESS, nowMs: 0, want: false },
    { name: 'the limit: not looked up', times: 3, attempt: GUESS, nowMs: 59_999, want: true },
    { name: 'a minute later: looked up again', times: 3, attempt: GUESS, nowMs: 60_000, want: false },
    { name: 'the clock set back: looked up', times: 3, attempt: GUESS, nowMs: -1, want: false },
    {
      name: 'the same device elsewhere',
      times: 99,
      attempt: { ...GUESS, address: '192.0.2.2' },
      nowMs: 0,
      want: false,
    },
    {
      name: 'another device behind the same gateway',
      times: 3,
      attempt: { ...GUESS, deviceId: 'd2' },
      nowMs: 0,
      want: false,
    },
    { name: 'a scan of many devices', times: 30, attempt: { ...GUESS, deviceId: 'd2' }, nowMs: 0, want: true },
  ])('$name', ({ times, attempt, nowMs, want }) => {
    expect(failed(times).blocks(attempt, nowMs)).toBe(want)
  })

  test('the secret that was right the last time is always looked up, until it is wrong', () => {
    const throttle = failed(99)
    const right = { ...GUESS, secretSha256: 'right' }
    expect(throttle.blocks(right, 0)).toBe(true)
    throttle.succeeded(right)
    for (let i = 0; i < 99; i++) throttle.failed(GUESS, 0)
    expect(throttle.blocks(GUESS, 0)).toBe(true)
    expect(throttle.blocks(right, 0)).toBe(false)
    throttle.failed(right, 0)
    expect(throttle.blocks(right, 0)).toBe(true)
  })
})

test('nothing an attacker does elsewhere blocks a device from its own address', () => {
  const attempt = fc.record({
    address: fc.constantFrom('198.51.100.1', '198.51.100.2', '198.51.100.3'),
    deviceId: fc.constantFrom('d1', 'd2', 'd3'),
    secretSha256: fc.string(),
  })
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 300 }), (attempts) => {
      const throttle = new ConnectThrottle(MAX)
      for (const it of attempts) throttle.failed(it, 0)
      expect(throttle.blocks({ address: '192.0.2.1', deviceId: 'd1', secretSha256: 'right' }, 0)).toBe(false)
    }),
  )
})
