import { expect, test } from 'vitest'
import { RealClock, SimulatedClock } from '../src/clock.ts'
import { HOUR_MS } from '../src/domain/time.ts'
import { simulatedClock } from './support/service.ts'

const START = '2026-01-20T09:00:00Z'

test('simulated sleepers wake in the order of their times, each at its own', async () => {
  const clock = simulatedClock(START)
  const woken: [string, number][] = []
  const sleep = async (name: string, ms: number) => {
    await clock.sleepUntil(Date.parse(START) + ms)
    woken.push([name, clock.now() - Date.parse(START)])
  }
  await Promise.all([
    sleep('late', 9 * HOUR_MS),
    sleep('early', 1000),
    sleep('middle', HOUR_MS),
    sleep('early too', 1000),
  ])
  expect(woken).toEqual([
    ['early', 1000],
    ['early too', 1000],
    ['middle', HOUR_MS],
    ['late', 9 * HOUR_MS],
  ])
})

test('simulated time stands still while anyone holds it, whatever the speed', async () => {
  const clock = simulatedClock(START)
  const first = clock.hold()
  const second = clock.hold()
  let woken = false
  const sleeping = clock.sleepUntil(clock.now() + 1).then(() => {
    woken = true
  })
  first[Symbol.dispose]()
  first[Symbol.dispose]()
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(woken).toBe(false)
  expect(clock.now()).toBe(Date.parse(START))
  second[Symbol.dispose]()
  await sleeping
  expect(clock.now()).toBe(Date.parse(START) + 1)
})

test('an aborted sleep ends at once and leaves no timer behind', async () => {
  for (const clock of [new RealClock(), simulatedClock(START)]) {
    const abort = new AbortController()
    using _ = clock.hold()
    const sleeping = clock.sleepUntil(clock.now() + HOUR_MS, abort.signal)
    abort.abort()
    await sleeping
    await clock.sleepUntil(clock.now() + HOUR_MS, abort.signal)
  }
})

test('a paced clock moves at its speed', async () => {
  const clock = simulatedClock(START, 36_000)
  const startedMs = performance.now()
  await clock.sleepUntil(Date.parse(START) + HOUR_MS)
  expect(clock.now()).toBe(Date.parse(START) + HOUR_MS)
  expect(performance.now() - startedMs).toBeGreaterThan(90)
})

test('a speed of zero or less is refused', () => {
  expect(() => new SimulatedClock(0, 0)).toThrow('speed must be above 0, got 0')
})
