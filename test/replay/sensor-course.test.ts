import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../../src/domain/time.ts'
import { NO_WITNESS } from '../../src/domain/witness.ts'
import { type CourseEvent, SensorCourse } from '../../src/replay/sensor-course.ts'
import { EMPTY_SENSOR, foldPass, foldReading } from '../../src/snow/fold.ts'
import { at, over, reading, sensor } from '../support/sensor.ts'

const WINDOW_MS = 48 * HOUR_MS
const noWitness = () => Promise.resolve(NO_WITNESS)

/** Every ten minutes a reading of the depth given, and passes at some of them. */
function eventsOf(depthsCm: readonly number[], passes: readonly number[]): CourseEvent[] {
  const readings = depthsCm.map((cm, index): CourseEvent => {
    const one = reading(index * 10, over(cm))
    return { kind: 'reading', atMs: one.atMs, reading: one }
  })
  return [
    ...readings,
    ...passes.map((it): CourseEvent => ({ kind: 'pass', atMs: at(it * 10 + 3), source: 'contractor' })),
  ]
}

function folded(events: readonly CourseEvent[]) {
  const device = sensor()
  let state = EMPTY_SENSOR
  for (const event of [...events].sort((a, b) => a.atMs - b.atMs)) {
    state =
      event.kind === 'pass'
        ? foldPass(state, event.atMs, event.source)
        : foldReading(state, event.reading, device, NO_WITNESS).state
  }
  return state
}

test('whatever the order in which things become known, the state is that of their own order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 150 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 148 }), { maxLength: 4 }),
      fc.array(fc.nat(200), { minLength: 160, maxLength: 160 }),
      async (depthsCm, passes, delays) => {
        const events = eventsOf(
          depthsCm,
          passes.filter((it) => it < depthsCm.length),
        )
        const known = events
          .map((event, index) => ({
            event,
            atMs: event.atMs + (delays[index] ?? 0) * 600_000 * (index % 7 === 0 ? 1 : 0),
          }))
          .sort((a, b) => a.atMs - b.atMs)
        const course = new SensorCourse(sensor(), WINDOW_MS, noWitness)
        for (const { event } of known) await course.take([event])
        expect(course.state).toEqual(folded(events))
      },
    ),
    { numRuns: 40 },
  )
})

test('what is older than the window stays out', async () => {
  const course = new SensorCourse(sensor(), WINDOW_MS, noWitness)
  const night = eventsOf(
    Array.from({ length: 600 }, () => 4),
    [],
  )
  await course.take(night)
  const before = course.state
  await course.take([{ kind: 'pass', atMs: at(10), source: 'officer' }])
  expect(course.state).toEqual(before)
  await course.take([{ kind: 'pass', atMs: at(5990), source: 'officer' }])
  expect(course.state.snow.resetSource).toBe('officer')
})

test('it goes on from a state that is known', async () => {
  const events = eventsOf([0, 1, 2, 3, 4, 5, 6, 7, 8], [])
  const known = { atMs: at(40), state: folded(events.filter((it) => it.atMs <= at(40))) }
  const course = new SensorCourse(sensor(), WINDOW_MS, noWitness, known)
  await course.take(events)
  expect(course.state).toEqual(folded(events))
})
