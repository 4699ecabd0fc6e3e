import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Conditions, EMPTY_GATE, type GateState, type GateVerdict, gate } from '../../src/quality/gate.ts'
import { gaussian, uniform } from '../support/noise.ts'
import { at } from '../support/sensor.ts'

interface Sample {
  readonly minutes: number
  readonly depthCm: number
  readonly airTempC: number | null
}

function inAir(airTempC: number | null): Conditions {
  return { airTempC, sigmaCm: 0.5, snowfallSinceCm: () => null }
}

function fold(samples: readonly Sample[], between: (state: GateState) => GateState = (state) => state) {
  let state = EMPTY_GATE
  const verdicts: GateVerdict[] = []
  for (const { minutes, depthCm, airTempC } of samples) {
    const judged = gate(between(state), { atMs: at(minutes), depthCm }, inAir(airTempC))
    state = judged.state
    verdicts.push(judged.verdict)
  }
  return { state, verdicts }
}

/** Every ten minutes, in air of −3 °C. */
function series(length: number, depthCm: (index: number) => number): Sample[] {
  return Array.from({ length }, (_, index) => ({ minutes: index * 10, depthCm: depthCm(index), airTempC: -3 }))
}

const anySamples = fc
  .array(
    fc.record({
      stepMin: fc.double({ min: 0.5, max: 500, noNaN: true }),
      depthCm: fc.oneof(fc.double({ min: 0, max: 40, noNaN: true }), fc.constantFrom(5, 20, 90)),
      airTempC: fc.option(fc.double({ min: -30, max: 30, noNaN: true })),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let minutes = 0
    return steps.map(({ stepMin, depthCm, airTempC }): Sample => {
      minutes += stepMin
      return { minutes, depthCm, airTempC }
    })
  })

test('the same samples give the same verdicts, though the state is stored and read again at any moment', () => {
  fc.assert(
    fc.property(anySamples, (samples) => {
      const stored = fold(samples, (state) => JSON.parse(JSON.stringify(state)) as GateState)
      expect(stored).toEqual(fold(samples))
    }),
  )
})

test('the state stays small and in order, and a suspect leaves what is accepted alone', () => {
  fc.assert(
    fc.property(anySamples, (samples) => {
      let state = EMPTY_GATE
      for (const { minutes, depthCm, airTempC } of samples) {
        const judged = gate(state, { atMs: at(minutes), depthCm }, inAir(airTempC))
        if (judged.verdict === 'suspect') expect(judged.state.accepted).toBe(state.accepted)
        else
          expect(judged.state).toMatchObject({
            suspects: [],
            accepted: expect.arrayContaining([{ atMs: at(minutes), depthCm }]),
          })
        state = judged.state
        expect(state.accepted.length).toBeLessThanOrEqual(5)
        expect(state.suspects.length).toBeLessThanOrEqual(12)
        for (const list of [state.accepted, state.suspects])
          expect(list).toEqual(list.toSorted((a, b) => a.atMs - b.atMs))
      }
    }),
  )
})

test('a lone spike is never accepted, and what lies between spikes always is', () => {
  const spikes = fc.uniqueArray(fc.integer({ min: 5, max: 140 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(spikes, fc.integer(), fc.integer({ min: 15, max: 150 }), (places, seed, heightCm) => {
      const noise = uniform(seed)
      const lone = new Set(places.filter((it) => !places.includes(it - 1)))
      const samples = series(150, (index) => {
        const cleanCm = 160 + index * 0.1 + 2 * noise() - 1
        return lone.has(index) ? cleanCm + (index % 2 === 0 ? heightCm : -heightCm) : cleanCm
      })
      const suspects = fold(samples).verdicts.flatMap((it, index) => (it === 'suspect' ? [index] : []))
      expect(suspects).toEqual([...lone].toSorted((a, b) => a - b))
    }),
  )
})

test('snowfall of 12 cm/h under noise of ±1 cm is never rejected', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const noise = uniform(seed)
      const { verdicts } = fold(series(60, (index) => 20 + 2 * index + 2 * noise() - 1))
      expect(verdicts.filter((it) => it !== 'pass')).toEqual(['first'])
    }),
  )
})

test('whatever nonsense a sensor says for an hour, in snowfall of 5 cm/h it is believed again within the next', () => {
  const high = fc.integer({ min: 75, max: 180 })
  const wrong = fc.array(fc.oneof(high, fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 90, 93)), { maxLength: 6 })
  fc.assert(
    fc.property(wrong, fc.double({ min: 0, max: 5, noNaN: true }), fc.integer(), (depthsCm, cmPerH, seed) => {
      const noise = uniform(seed)
      const samples = series(40, (index) => depthsCm[index - 10] ?? 40 + (cmPerH / 6) * index + noise() - 0.5)
      const after = fold(samples).verdicts.slice(10 + depthsCm.length)
      const first = after.findIndex((it) => it !== 'suspect')
      expect(first).toBeGreaterThanOrEqual(0)
      expect(first).toBeLessThanOrEqual(6)
      expect(after.slice(6).filter((it) => it === 'suspect')).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

test.each([
  { name: 'quiet weather', cmPerH: 0, limit: 0.005 },
  { name: 'snowfall of 5 cm/h', cmPerH: 5, limit: 0.01 },
  { name: 'snowfall of 12 cm/h', cmPerH: 12, limit: 0.011 },
])('of $name under normal noise of 1 cm at most $limit is rejected', ({ cmPerH, limit }) => {
  let [rejected, all] = [0, 0]
  for (let storm = 1; storm <= 400; storm++) {
    const noise = gaussian(storm * 7919, 1)
    const { verdicts } = fold(series(60, (index) => 20 + (cmPerH / 6) * index + noise()))
    rejected += verdicts.filter((it) => it === 'suspect').length
    all += verdicts.length
  }
  expect(all).toBe(24_000)
  expect(rejected / all).toBeLessThanOrEqual(limit)
})
