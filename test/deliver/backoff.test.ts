import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  GIVE_UP_MS,
  JITTER,
  MAX_RETRY_AFTER_S,
  MIN_ATTEMPTS,
  nextAttemptAtMs,
  RETRY_DELAYS_MS,
} from '../../src/deliver/backoff.ts'

const S = 1000
const MIN = 60 * S
const H = 60 * MIN
const base = { deliveryId: 'msg_1', createdAtMs: 0, attempts: 1, nowMs: 0, retryAfterS: null }

describe('nextAttemptAtMs', () => {
  test.each([
    { attempts: 1, pauseMs: 5 * S },
    { attempts: 2, pauseMs: 15 * S },
    { attempts: 3, pauseMs: 30 * S },
    { attempts: 4, pauseMs: MIN },
    { attempts: 5, pauseMs: 2 * MIN },
    { attempts: 6, pauseMs: 5 * MIN },
    { attempts: 7, pauseMs: 10 * MIN },
    { attempts: 8, pauseMs: 30 * MIN },
    { attempts: 9, pauseMs: H },
    { attempts: 10, pauseMs: 2 * H },
    { attempts: 15, pauseMs: 2 * H },
  ])('about $pauseMs ms after attempt $attempts', ({ attempts, pauseMs }) => {
    const atMs = nextAttemptAtMs({ ...base, attempts }) ?? 0
    expect(atMs).toBeGreaterThanOrEqual(pauseMs * 0.9)
    expect(atMs).toBeLessThanOrEqual(pauseMs * 1.1)
  })

  test.each([
    { name: 'a longer wish is honoured', retryAfterS: 90, wantMs: 90 * S },
    { name: 'at most ten minutes', retryAfterS: 86_400, wantMs: 600 * S },
  ])('Retry-After: $name', ({ retryAfterS, wantMs }) => {
    expect(nextAttemptAtMs({ ...base, retryAfterS })).toBe(wantMs)
  })

  test('a Retry-After shorter than the pause does not shorten it', () => {
    expect(nextAttemptAtMs({ ...base, retryAfterS: 0 })).toBe(nextAttemptAtMs(base))
  })

  test('a day after creation it is given up', () => {
    expect(nextAttemptAtMs({ ...base, attempts: 20, nowMs: 24 * H - 3 * H })).toBeDefined()
    expect(nextAttemptAtMs({ ...base, attempts: 20, nowMs: 24 * H - H })).toBeUndefined()
  })

  test('an old delivery replayed by hand gets its first quick attempts', () => {
    expect(nextAttemptAtMs({ ...base, attempts: 1, nowMs: 100 * H })).toBeDefined()
    expect(nextAttemptAtMs({ ...base, attempts: MIN_ATTEMPTS, nowMs: 100 * H })).toBeUndefined()
  })

  test('deliveries are spread over most of the jitter', () => {
    const pauses = Array.from({ length: 200 }, (_, i) => nextAttemptAtMs({ ...base, deliveryId: `msg_${i}` }) ?? 0)
    expect(Math.min(...pauses)).toBeLessThan(4600)
    expect(Math.max(...pauses)).toBeGreaterThan(5400)
  })
})

/** Times of all attempts of a delivery whose endpoint never answers. */
function lifetime(deliveryId: string, createdAtMs: number, retryAfterS: number | null): number[] {
  const times = [createdAtMs]
  for (let nowMs: number | undefined = createdAtMs; nowMs !== undefined; ) {
    nowMs = nextAttemptAtMs({ deliveryId, createdAtMs, attempts: times.length, nowMs, retryAfterS })
    if (nowMs !== undefined) times.push(nowMs)
    if (times.length > 1000) throw new Error('never given up')
  }
  return times
}

test('laws: pure, later and later, bounded', () => {
  const createdAt = fc.integer({ min: 0, max: 4e12 })
  const retryAfter = fc.option(fc.integer({ min: 0, max: 1e6 }))
  fc.assert(
    fc.property(fc.string(), createdAt, retryAfter, (id, createdAtMs, retryAfterS) => {
      const times = lifetime(id, createdAtMs, retryAfterS)
      expect(lifetime(id, createdAtMs, retryAfterS)).toEqual(times)
      expect(times.at(-1)).toBeLessThanOrEqual(createdAtMs + GIVE_UP_MS)
      expect(times.at(-1)).toBeGreaterThan(createdAtMs + GIVE_UP_MS - 2.3 * H)
      const pauses = times.slice(1).map((it, i) => it - (times[i] ?? 0))
      pauses.forEach((pause, i) => {
        const planned = RETRY_DELAYS_MS[Math.min(i, RETRY_DELAYS_MS.length - 1)] ?? 0
        const asked = Math.min(retryAfterS ?? 0, MAX_RETRY_AFTER_S) * S
        expect(pause).toBeGreaterThanOrEqual(Math.max(Math.floor(planned * (1 - JITTER)), asked))
        expect(pause).toBeLessThanOrEqual(Math.max(Math.ceil(planned * (1 + JITTER)), asked))
        if (i > 0 && i < RETRY_DELAYS_MS.length) expect(pause).toBeGreaterThanOrEqual(pauses[i - 1] ?? 0)
      })
    }),
    { numRuns: 100 },
  )
})
