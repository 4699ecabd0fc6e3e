import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TimedReading } from '../../src/domain/reading.ts'
import type { Witness } from '../../src/domain/witness.ts'
import { EMPTY_QUALITY, type Judged, judge, type QualityState } from '../../src/quality/judge.ts'
import { reading } from '../support/sensor.ts'

const SITE = { mountHeightMm: 2000, temperatureCompensated: false }

/** Depth steps, obstacles, missing echoes, flat stretches, gaps, cold and warm air. */
const anyReadings = fc
  .array(
    fc.record({
      stepMin: fc.constantFrom(0, 1, 10, 10, 10, 60, 500),
      distanceMm: fc.oneof(fc.integer({ min: 1700, max: 2000 }), fc.constantFrom(0, 1000, 1900, 1900, 1900, 2300)),
      airTempC: fc.option(fc.constantFrom(-12, -1, 3, 9, 15)),
      echoQuality: fc.constantFrom(null, 0, 180, 320),
    }),
    { maxLength: 80 },
  )
  .map((steps) => {
    let minutes = 0
    return steps.map(({ stepMin, ...change }) => {
      minutes += stepMin
      return reading(minutes, change)
    })
  })

const anyWitness = fc
  .record({
    airTempC: fc.option(fc.integer({ min: -20, max: 20 })),
    cmPerH: fc.option(fc.double({ min: 0, max: 4, noNaN: true })),
  })
  .map(
    ({ airTempC, cmPerH }): Witness => ({
      airTempC: () => airTempC,
      snowfallCm: (fromMs, toMs) => (cmPerH === null ? null : (cmPerH * (toMs - fromMs)) / 3_600_000),
    }),
  )

function judgeAll(readings: readonly TimedReading[], witness: Witness, between = (state: QualityState) => state) {
  let state = EMPTY_QUALITY
  const found: Judged[] = []
  for (const one of readings) {
    const next = judge(between(state), one, SITE, witness)
    state = next.state
    found.push(next.judged)
  }
  return { state, found }
}

test('the same readings are judged the same, though the state is stored and read again between any two', () => {
  fc.assert(
    fc.property(anyReadings, anyWitness, (readings, witness) => {
      const stored = judgeAll(readings, witness, (state) => JSON.parse(JSON.stringify(state)) as QualityState)
      expect(stored).toEqual(judgeAll(readings, witness))
    }),
  )
})

test('when a reading arrived changes nothing', () => {
  fc.assert(
    fc.property(anyReadings, anyWitness, fc.integer({ min: 1, max: 1e9 }), (readings, witness, lateMs) => {
      const late = readings.map((it) => ({ ...it, receivedAtMs: it.atMs + lateMs }))
      expect(judgeAll(late, witness)).toEqual(judgeAll(readings, witness))
    }),
  )
})

test('each test says one of the QARTOD flags, and what is accepted has a depth that can be', () => {
  fc.assert(
    fc.property(anyReadings, anyWitness, (readings, witness) => {
      for (const { flags, accepted, depthCm, verdict, plowPass, undoesFall } of judgeAll(readings, witness).found) {
        expect(flags).toHaveLength(8)
        for (const flag of flags) expect([1, 2, 3, 4, 9]).toContain(flag)
        expect(accepted).toBe(verdict !== null && verdict !== 'suspect')
        if (accepted) expect(depthCm).toSatisfy((it: number) => it >= 0 && it <= 180)
        if (plowPass || undoesFall) expect(accepted).toBe(true)
      }
    }),
  )
})

test('the state stays small however long and fast a sensor talks', () => {
  let state = EMPTY_QUALITY
  for (let index = 0; index < 60_000; index++) {
    const minutes = index / 6
    const depthCm = 10 + 5 * Math.sin(index / 900) + (index % 97 === 0 ? 60 : 0)
    const airTempC = index > 30_000 ? 12 : -2
    state = judge(state, reading(minutes, { depthMm: depthCm * 10, airTempC }), SITE).state
  }
  expect(JSON.stringify(state).length).toBeLessThan(4000)
})
