import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { createField } from '../field.ts'
import { InputError } from '../input-error.ts'
import { depthAfter, parseScenario, shiftScenario, weatherAt } from '../weather.ts'
import { device, START_MS, snowyNight } from './fixtures.ts'

const { weather } = snowyNight

test('weather is linear between points and constant outside', () => {
  expect(weatherAt(weather, START_MS + 2 * HOUR_MS)).toMatchObject({ snowfallCmPerH: 2.5, airTempC: -4 })
  expect(weatherAt(weather, START_MS - HOUR_MS)).toMatchObject({ snowfallCmPerH: 0, airTempC: -2 })
  expect(weatherAt(weather, START_MS + 99 * HOUR_MS)).toMatchObject({ snowfallCmPerH: 1, airTempC: -8 })
})

test.each([0, 0.012, 0.3])('depth equals a fine numerical integration, settling %f', (settling) => {
  let depthCm = 3
  const stepMs = 6000
  for (let atMs = START_MS; atMs < START_MS + 11 * HOUR_MS; atMs += stepMs) {
    const rate = weatherAt(weather, atMs + stepMs / 2).snowfallCmPerH * 1.1
    depthCm += (rate - settling * depthCm) * (stepMs / HOUR_MS)
  }
  expect(depthAfter(weather, START_MS, START_MS + 11 * HOUR_MS, 3, 1.1, settling)).toBeCloseTo(depthCm, 2)
})

test('depth does not depend on how often it is asked for', () => {
  const offset = fc.integer({ min: 0, max: 15 * 60 })
  fc.assert(
    fc.property(offset, offset, (a, b) => {
      const middleMs = START_MS + Math.min(a, b) * MINUTE_MS
      const endMs = START_MS + Math.max(a, b) * MINUTE_MS
      const half = depthAfter(weather, START_MS, middleMs, 2, 1, 0.012)
      expect(depthAfter(weather, middleMs, endMs, half, 1, 0.012)).toBeCloseTo(
        depthAfter(weather, START_MS, endMs, 2, 1, 0.012),
        8,
      )
    }),
  )
})

test('a plow clears the carriageway and not the roadside', () => {
  const field = createField(snowyNight)
  const road = device('a')
  const side = device('b', { surface: 'roadside' })
  const passMs = START_MS + 6 * HOUR_MS
  const before = field.conditions(road, passMs - 1).depthCm
  const sideBefore = field.conditions(side, passMs).depthCm
  field.plow('r1', passMs)
  expect(before).toBeGreaterThan(10)
  expect(field.conditions(road, passMs).depthCm).toBeCloseTo(0.5, 6)
  expect(field.conditions(side, passMs).depthCm).toBeCloseTo(sideBefore, 6)
  expect(field.conditions(road, passMs - 1).depthCm).toBeCloseTo(before, 6)
  expect(field.conditions(road, passMs + HOUR_MS).depthCm).toBeGreaterThan(3)
})

test('plowing a bare road leaves it bare', () => {
  const field = createField(snowyNight)
  field.plow('r1', START_MS)
  expect(field.conditions(device('a'), START_MS).depthCm).toBe(0)
})

test('routes differ by the seeded variation, or by their named factor', () => {
  const field = createField({ ...snowyNight, perRoute: { variation: 0.2, factors: { r2: 2 } } })
  const rate = (routeId: string) => field.conditions(device('a', { routeId }), START_MS + 4 * HOUR_MS).snowfallCmPerH
  expect(rate('r1')).not.toBeCloseTo(5, 3)
  expect(Math.abs(rate('r1') - 5)).toBeLessThanOrEqual(1)
  expect(rate('r2')).toBe(10)
})

const valid = {
  name: 'x',
  start: '2026-01-20T09:00:00Z',
  end: '2026-01-20T19:00:00Z',
  weather: [{ at: '2026-01-20T09:00:00Z', snowfallCmPerH: 1, airTempC: -1 }],
}

test('a scenario needs little more than weather', () => {
  expect(parseScenario(valid)).toMatchObject({ seed: 1, settlingPerHour: 0.012, faults: [], startMs: START_MS })
})

const fault = { kind: 'spike', device: 'd', from: '2026-01-20T10:00:00Z', to: '2026-01-20T11:00:00Z' }
test.each([
  { name: 'not an object', input: [], field: '(file)' },
  { name: 'no name', input: { ...valid, name: undefined }, field: 'name' },
  { name: 'time without zone', input: { ...valid, start: '2026-01-20T09:00:00' }, field: 'start' },
  { name: 'end before start', input: { ...valid, end: valid.start }, field: 'end' },
  { name: 'no weather', input: { ...valid, weather: [] }, field: 'weather' },
  {
    name: 'weather out of order',
    input: { ...valid, weather: [valid.weather[0], valid.weather[0]] },
    field: 'weather',
  },
  {
    name: 'raining frogs',
    input: { ...valid, weather: [{ ...valid.weather[0], frogs: 1 }] },
    field: 'weather[0].frogs',
  },
  {
    name: 'snow falls up',
    input: { ...valid, weather: [{ ...valid.weather[0], snowfallCmPerH: -1 }] },
    field: 'weather[0].snowfallCmPerH',
  },
  { name: 'misspelt field', input: { ...valid, sed: 3 }, field: 'sed' },
  { name: 'unknown fault', input: { ...valid, faults: [{ ...fault, kind: 'gremlin' }] }, field: 'faults[0].kind' },
  {
    name: 'fault backwards',
    input: { ...valid, faults: [{ ...fault, to: '2026-01-20T09:00:00Z' }] },
    field: 'faults[0].to',
  },
  { name: 'probability', input: { ...valid, faults: [{ ...fault, probability: 2 }] }, field: 'faults[0].probability' },
  {
    name: 'a figure of another kind',
    input: { ...valid, faults: [{ ...fault, mmPerH: 2 }] },
    field: 'faults[0].mmPerH',
  },
  { name: 'variation', input: { ...valid, perRoute: { variation: 3 } }, field: 'perRoute.variation' },
])('refuses a scenario: $name', ({ input, field }) => {
  const error = catchError(() => parseScenario(input))
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).problems.map((it) => it.field)).toContain(field)
})

test('a shifted scenario keeps its shape', () => {
  const scenario = parseScenario({ ...valid, faults: [fault] })
  const shifted = shiftScenario(scenario, START_MS + HOUR_MS)
  expect(shifted).toMatchObject({ startMs: START_MS + HOUR_MS, endMs: scenario.endMs + HOUR_MS })
  expect(shifted.faults[0]?.fromMs).toBe(START_MS + 2 * HOUR_MS)
  expect(shifted.weather[0]?.atMs).toBe(START_MS + HOUR_MS)
})

function catchError(task: () => unknown): unknown {
  try {
    return task()
  } catch (error) {
    return error
  }
}
