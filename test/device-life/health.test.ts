import { describe, expect, test } from 'vitest'
import { deviceHealth, type HealthInput, type HealthLimits, type Heard } from '../../src/device-life/health.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import { NO_VITALS } from '../../src/domain/vitals.ts'

const NOW = Date.parse('2026-01-20T15:00:00Z')
const LIMITS: HealthLimits = {
  offlineIntervals: 3,
  offlineMinMs: 30 * MINUTE_MS,
  maxAheadMs: 10 * MINUTE_MS,
  listeningSinceMs: null,
}

function heard(silentMs: number, change: Partial<Heard> = {}): Heard {
  const lastSeenAtMs = NOW - silentMs
  return {
    lastSeenAtMs,
    readingReceivedAtMs: lastSeenAtMs,
    saidState: null,
    saidAtMs: null,
    vitals: NO_VITALS,
    ...change,
  }
}

function judge(change: Partial<HealthInput>, limits: Partial<HealthLimits> = {}) {
  const input = { intervalS: 600, measures: true, heard: heard(0), suspect: null, before: undefined, ...change }
  return deviceHealth(input, { ...LIMITS, ...limits }, NOW)
}

const codes = (health: { reasons: readonly { code: string }[] }) => health.reasons.map((it) => it.code)

describe('presence', () => {
  test.each([
    { name: 'every 10 min, just on time', intervalS: 600, silentMs: 15 * MINUTE_MS, want: 'ok' },
    { name: 'every 10 min, past 1.5 intervals', intervalS: 600, silentMs: 15 * MINUTE_MS + 1, want: 'late' },
    { name: 'every 10 min, 3 intervals', intervalS: 600, silentMs: 30 * MINUTE_MS, want: 'late' },
    { name: 'every 10 min, past 3 intervals', intervalS: 600, silentMs: 30 * MINUTE_MS + 1, want: 'offline' },
    { name: 'every 10 s, within the minute of the timer', intervalS: 10, silentMs: MINUTE_MS, want: 'ok' },
    { name: 'every 10 s, past it', intervalS: 10, silentMs: MINUTE_MS + 1, want: 'late' },
    { name: 'every 10 s, past 3 intervals, not 30 min', intervalS: 10, silentMs: 30 * MINUTE_MS, want: 'late' },
    { name: 'every hour, past 30 min', intervalS: 3600, silentMs: HOUR_MS, want: 'ok' },
    { name: 'every hour, 3 h', intervalS: 3600, silentMs: 3 * HOUR_MS, want: 'late' },
    { name: 'every hour, past 3 h', intervalS: 3600, silentMs: 3 * HOUR_MS + 1, want: 'offline' },
    { name: 'heard from the future (our clock stepped back)', intervalS: 600, silentMs: -HOUR_MS, want: 'ok' },
  ])('$name: $want', ({ intervalS, silentMs, want }) => {
    expect(judge({ intervalS, heard: heard(silentMs) }).status).toBe(want)
  })

  test('never heard', () => {
    expect(judge({ heard: undefined })).toMatchObject({
      status: 'never-seen',
      battery: { state: 'unknown' },
      clock: { quality: 'unknown' },
      reasons: [{ code: 'never-seen' }],
    })
  })

  test('a last will is shown, and alone makes nobody offline', () => {
    const health = judge({ heard: heard(MINUTE_MS, { saidState: 'offline', saidAtMs: NOW }) })
    expect(health.status).toBe('ok')
    expect(codes(health)).toEqual(['said-offline'])
  })

  test.each([
    { name: 'talks but brings nothing', change: { readingReceivedAtMs: NOW - 31 * MINUTE_MS }, want: 'late' },
    { name: 'has never brought anything', change: { readingReceivedAtMs: null }, want: 'late' },
    { name: 'brought something in time', change: { readingReceivedAtMs: NOW - 30 * MINUTE_MS }, want: 'ok' },
  ])('a sensor that $name: $want', ({ change, want }) => {
    const health = judge({ heard: heard(0, change) })
    expect(health.status).toBe(want)
    expect(codes(health)).toEqual(want === 'late' ? ['no-readings'] : [])
    expect(judge({ measures: false, heard: heard(0, change) }).status).toBe('ok')
  })

  test('silence before the service listened is not the device’s', () => {
    const silent = { heard: heard(5 * HOUR_MS) }
    expect(judge(silent, { listeningSinceMs: NOW - MINUTE_MS }).status).toBe('ok')
    expect(judge(silent, { listeningSinceMs: NOW - 31 * MINUTE_MS }).status).toBe('offline')
    const before = { status: 'offline', battery: 'unknown', clock: 'unknown' } as const
    expect(judge({ ...silent, before }, { listeningSinceMs: NOW - MINUTE_MS }).status).toBe('offline')
  })
})

describe('battery', () => {
  const volts = (batteryV: number, before?: 'ok' | 'low') =>
    judge({
      heard: heard(0, { vitals: { delaysMs: [], batteries: [{ atMs: NOW, batteryV }] } }),
      before: before === undefined ? undefined : { status: 'ok', battery: before, clock: 'unknown' },
    }).battery.state

  test.each([
    { batteryV: 3.61, before: undefined, want: 'ok' },
    { batteryV: 3.3, before: 'ok', want: 'ok' },
    { batteryV: 3.299, before: 'ok', want: 'low' },
    { batteryV: 3.39, before: 'low', want: 'low' },
    { batteryV: 3.4, before: 'low', want: 'ok' },
    { batteryV: 12.6, before: undefined, want: 'ok' },
    { batteryV: 11.59, before: 'ok', want: 'low' },
    { batteryV: 11.9, before: 'low', want: 'low' },
    { batteryV: 12, before: 'low', want: 'ok' },
    { batteryV: 23, before: undefined, want: 'low' },
    { batteryV: 25, before: 'low', want: 'ok' },
  ] as const)('$batteryV V after $before: $want', ({ batteryV, before, want }) => {
    expect(volts(batteryV, before)).toBe(want)
  })

  test('one sample taken under load moves nothing', () => {
    const batteries = [3.6, 3.6, 2.9].map((batteryV, index) => ({ atMs: NOW + index, batteryV }))
    expect(judge({ heard: heard(0, { vitals: { delaysMs: [], batteries } }) }).battery).toEqual({
      state: 'ok',
      batteryV: 3.6,
    })
  })
})

describe('clock', () => {
  const skewed = (skewMs: number, before?: 'ok' | 'drifting') =>
    judge({
      heard: heard(0, { vitals: { delaysMs: Array(5).fill(0 - skewMs), batteries: [] } }),
      before: before === undefined ? undefined : { status: 'ok', battery: 'unknown', clock: before },
    })

  test.each([
    { skewMs: 0, before: undefined, want: 'ok' },
    { skewMs: 60 * SECOND_MS, before: 'ok', want: 'ok' },
    { skewMs: 60 * SECOND_MS + 1, before: 'ok', want: 'drifting' },
    { skewMs: -60 * SECOND_MS - 1, before: 'ok', want: 'drifting' },
    { skewMs: 45 * SECOND_MS + 1, before: 'drifting', want: 'drifting' },
    { skewMs: 45 * SECOND_MS, before: 'drifting', want: 'ok' },
    { skewMs: 10 * MINUTE_MS, before: undefined, want: 'drifting' },
    { skewMs: 10 * MINUTE_MS + 1, before: undefined, want: 'implausible' },
    { skewMs: -30 * DAY_MS, before: undefined, want: 'drifting' },
    { skewMs: -30 * DAY_MS - 1, before: undefined, want: 'implausible' },
  ] as const)('$skewMs ms after $before: $want', ({ skewMs, before, want }) => {
    const health = skewed(skewMs, before)
    expect(health.clock).toEqual({ quality: want, skewMs })
    expect(codes(health)).toEqual(want === 'ok' ? [] : [`clock-${want}`])
  })

  test('too little is known of a clock by four messages', () => {
    const vitals = { delaysMs: [9e9, 9e9, 9e9, 9e9], batteries: [] }
    expect(judge({ heard: heard(0, { vitals }) }).clock).toEqual({ quality: 'unknown', skewMs: null })
  })
})

test('a suspect sensor is a reason and no status', () => {
  const health = judge({ suspect: true })
  expect(health.status).toBe('ok')
  expect(codes(health)).toEqual(['sensor-suspect'])
})
