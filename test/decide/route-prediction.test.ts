import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crossingsOf, nextDeadline, thresholdsOf } from '../../src/decide/crossings.ts'
import { devicePrediction, predictRoute, routePrediction } from '../../src/decide/route-prediction.ts'
import type { SensorPrediction } from '../../src/decide/sensor-prediction.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import { MODEL } from '../../src/predict/shipped-model.ts'
import { EMPTY_SENSOR } from '../../src/snow/fold.ts'
import { findDevice } from '../../src/store/devices/find-device.ts'
import { upsertDevice } from '../../src/store/devices/upsert-device.ts'
import { findRoute } from '../../src/store/routes/find-route.ts'
import { addCriterion, criterion, smallDistrict } from '../support/district.ts'
import { at, sensor } from '../support/sensor.ts'
import { testDatabase } from '../support/stores.ts'
import { folded, known, predictionAfter, rise, run } from './predicting.ts'

const NOW_MIN = 240
/** 2026-01-21 01:00 in Tokyo. */
const NOW_MS = at(NOW_MIN)
const ROUTE = { id: 'r1', deadline: '07:00', plowMinutes: 40 }
const TOKYO = 'Asia/Tokyo'

function predict(sensors: readonly SensorPrediction[], askedCm: readonly number[] = [], route = ROUTE) {
  return predictRoute({ route, timeZone: TOKYO, inForce: [criterion()], sensors }, askedCm, NOW_MS, MODEL)
}

function knownRoute(...of: Parameters<typeof predict>) {
  const it = predict(...of)
  if (it.status !== 'known') throw new Error(`a prediction was expected, not ${it.reason}`)
  return it
}

describe('the next deadline', () => {
  test.each([
    { name: 'this morning', deadline: '07:00', nowMs: NOW_MS, want: '2026-01-20T22:00:00Z', can: true },
    { name: 'at the latest start', deadline: '01:40', nowMs: NOW_MS, want: '2026-01-20T16:40:00Z', can: true },
    { name: 'after the latest start', deadline: '01:39', nowMs: NOW_MS, want: '2026-01-20T16:39:00Z', can: false },
    { name: 'tomorrow, at the very time', deadline: '01:00', nowMs: NOW_MS, want: '2026-01-21T16:00:00Z', can: true },
  ])('$name', ({ deadline, nowMs, want, can }) => {
    const atMs = Date.parse(want)
    const startByMs = atMs - 40 * MINUTE_MS
    expect(nextDeadline({ deadline, plowMinutes: 40 }, TOKYO, nowMs)).toEqual({ atMs, startByMs, canStillBeMet: can })
  })

  test('of a route without one there is none', () => {
    expect(nextDeadline({ deadline: null, plowMinutes: 40 }, TOKYO, NOW_MS)).toBeNull()
  })
})

test('thresholds: triggers in force and what is asked, each once, ascending', () => {
  const standby = criterion({ id: 'standby-5', level: 'standby', rule: { triggerCm: 5, measure: 'depth' } })
  expect(thresholdsOf([standby, criterion()], [15, 10, 5])).toEqual([
    { thresholdCm: 5, measure: 'depth', criteria: ['standby-5'] },
    { thresholdCm: 5, measure: 'depth-since-pass', criteria: [] },
    { thresholdCm: 10, measure: 'depth-since-pass', criteria: ['dispatch-10'] },
    { thresholdCm: 15, measure: 'depth-since-pass', criteria: [] },
  ])
})

describe('crossings', () => {
  const one = known(predictionAfter(rise(2)))
  const cross = (measure: 'depth' | 'depth-since-pass' | 'new-snow', thresholdCm: number, byMs?: number) =>
    crossingsOf(
      [one],
      [{ thresholdCm, measure, criteria: [] }],
      byMs === undefined ? null : { atMs: byMs, startByMs: byMs, canStillBeMet: true },
      NOW_MS,
      MODEL,
    )

  test('by 1, 3, 6, 12 hours and the deadline', () => {
    const byMs = NOW_MS + 5 * HOUR_MS
    const all = cross('depth-since-pass', 12, byMs)
    expect(all.map((it) => it.by)).toEqual(['1h', '3h', '6h', '12h', 'deadline'])
    expect(all.map((it) => it.byAtMs)).toEqual([1, 3, 6, 12, 5].map((it) => NOW_MS + it * HOUR_MS))
    const [one1, three, six, twelve, deadline] = all.map((it) => it.probability ?? -1)
    expect(one1).toBeLessThanOrEqual(three ?? 0)
    expect(three).toBeLessThanOrEqual(deadline ?? 0)
    expect(deadline).toBeLessThanOrEqual(six ?? 0)
    expect(six).toBeLessThanOrEqual(twelve ?? 0)
    expect(six).toBeGreaterThan(0.1)
  })

  test('a deadline more than twelve hours ahead is not predicted', () => {
    expect(cross('depth-since-pass', 12, NOW_MS + 12 * HOUR_MS + 1).at(-1)?.probability).toBeNull()
    expect(cross('depth-since-pass', 12, NOW_MS + 12 * HOUR_MS).at(-1)?.probability).not.toBeNull()
  })

  test('beyond twelve hours it is certain only where every sensor has it already', () => {
    const low = known(predictionAfter(rise(0.5)))
    const byDeadline = (thresholdCm: number) => {
      const deadline = { atMs: NOW_MS + 13 * HOUR_MS, startByMs: NOW_MS, canStillBeMet: true }
      const threshold = { thresholdCm, measure: 'depth-since-pass', criteria: [] } as const
      return crossingsOf([one, low], [threshold], deadline, NOW_MS, MODEL).at(-1)?.probability
    }
    expect([byDeadline(1), byDeadline(5), byDeadline(20)]).toEqual([1, null, null])
  })

  test('each measure counts from its own value now', () => {
    for (const [measure, valueCm] of [
      ['depth', one.now.depthCm],
      ['depth-since-pass', one.now.depthSincePassCm],
      ['new-snow', one.now.newSnowCm],
    ] as const) {
      expect(
        cross(measure, valueCm).every((it) => it.probability === 1),
        measure,
      ).toBe(true)
      expect(cross(measure, valueCm + 3)[0]?.probability, measure).toBeLessThan(0.9)
    }
    const deep = known(predictionAfter(rise(2, 20)))
    const at4 = (measure: 'depth' | 'depth-since-pass', valueCm: number) =>
      crossingsOf([deep], [{ thresholdCm: valueCm + 4, measure, criteria: [] }], null, NOW_MS, MODEL)[2]?.probability ??
      -1
    // depth since pass began at 20 cm: 4 cm more are 4 cm more
    expect(deep.now.depthCm).toBeGreaterThan(deep.now.depthSincePassCm + 19)
    expect(at4('depth', deep.now.depthCm)).toBeCloseTo(at4('depth-since-pass', deep.now.depthSincePassCm), 9)
  })
})

describe('a route', () => {
  const heavy = predictionAfter(rise(2.5), { cmPerH: 2, device: sensor({ id: 'r1-a' }) })
  const light = predictionAfter(rise(0.5), { cmPerH: 0.5, device: sensor({ id: 'r1-b' }) })
  const silent = predictionAfter(rise(1), { nowMin: NOW_MIN - 60, device: sensor({ id: 'r1-c' }) })

  test('with one sensor is predicted as that', () => {
    const it = knownRoute([heavy])
    expect(it.leads).toEqual(known(heavy).prediction.leads)
    expect(it.used).toEqual([heavy])
    expect(it.deadline?.atMs).toBe(NOW_MS + 6 * HOUR_MS)
  })

  test('with two lies between them, each with equal weight', () => {
    const both = knownRoute([heavy, light], [6])
    const [high, low] = [knownRoute([heavy], [6]), knownRoute([light], [6])]
    for (const [lead, { depthSincePassCm }] of both.leads.entries()) {
      for (const p of ['p10', 'p25', 'p50', 'p75', 'p90'] as const) {
        const ends = [high, low].map((it) => it.leads[lead]?.depthSincePassCm[p] ?? 0)
        expect(depthSincePassCm[p]).toBeGreaterThanOrEqual(Math.min(...ends))
        expect(depthSincePassCm[p]).toBeLessThanOrEqual(Math.max(...ends))
      }
    }
    for (const [index, { probability }] of both.crossings.entries()) {
      const mean = ((high.crossings[index]?.probability ?? 0) + (low.crossings[index]?.probability ?? 0)) / 2
      expect(probability).toBeCloseTo(mean, 9)
    }
  })

  test('leaves out who is not ok, and still shows it', () => {
    const it = knownRoute([light, { ...known(heavy), sensor: 'suspect' }, { ...known(heavy), sensor: 'stale' }])
    expect(it.used).toEqual([light])
    expect(it.sensors).toHaveLength(3)
    expect(it.leads).toEqual(known(light).prediction.leads)
  })

  test('names every degraded mode of a used sensor once', () => {
    const mode = (of: SensorPrediction, degraded: readonly ('no-forecast' | 'no-temperature')[]) => {
      const it = known(of)
      return { ...it, prediction: { ...it.prediction, degraded } }
    }
    const it = knownRoute([mode(heavy, ['no-forecast']), mode(light, ['no-forecast', 'no-temperature'])])
    expect(it.degraded).toEqual(['no-forecast', 'no-temperature'])
  })

  test.each([
    { name: 'without sensors', sensors: [], reason: 'no-sensors' },
    {
      name: 'whose sensors are not ok',
      sensors: [{ ...known(silent), sensor: 'stale' as const }],
      reason: 'no-usable-sensor',
    },
  ])('$name is unknown, with its deadline all the same', ({ sensors, reason }) => {
    expect(predict(sensors)).toMatchObject({ status: 'unknown', reason, deadline: { atMs: NOW_MS + 6 * HOUR_MS } })
  })

  test('the depth is the road’s where a sensor sees it, as in its state; since the pass all count', () => {
    const bank = predictionAfter(rise(1, 60), { device: sensor({ id: 'r1-d', surface: 'roadside' }) })
    const [first] = knownRoute([light, bank]).leads
    expect(first?.depthCm).toEqual(known(light).prediction.leads[0]?.depthCm)
    expect(first?.depthSincePassCm.p90).toBeGreaterThan(known(light).prediction.leads[0]?.depthSincePassCm.p90 ?? 99)
    expect(knownRoute([bank]).leads[0]?.depthCm.p50).toBeGreaterThan(60)
  })

  test('law: quantiles stay in order however many sensors there are', () => {
    const some = fc.array(fc.record({ cmPerH: fc.double({ min: 0, max: 3, noNaN: true }), fromCm: fc.nat(40) }), {
      minLength: 2,
      maxLength: 4,
    })
    fc.assert(
      fc.property(some, (given) => {
        const sensors = given.map(({ cmPerH, fromCm }, index) =>
          predictionAfter(rise(cmPerH, fromCm), { device: sensor({ id: `s${index}` }) }),
        )
        for (const { depthCm, depthSincePassCm } of knownRoute(sensors).leads) {
          for (const { p10, p25, p50, p75, p90 } of [depthCm, depthSincePassCm])
            expect([p10, p25, p50, p75, p90]).toEqual([p10, p25, p50, p75, p90].toSorted((a, b) => a - b))
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('from the store', () => {
  async function town() {
    const db = await testDatabase()
    await smallDistrict(db)
    await addCriterion(db)
    await addCriterion(db, { id: 'other', level: 'standby', rule: { triggerCm: 4 }, enabled: false })
    const states = new Map([['r1-a', folded(rise(2), NOW_MIN)]])
    const asked: string[] = []
    const deps = {
      db,
      model: MODEL,
      sensorState: async (id: string) => states.get(id) ?? EMPTY_SENSOR,
      forecastAt: async ({ id }: { id: string }) => {
        asked.push(id)
        return { forecast: run(2, NOW_MIN), stale: false }
      },
    }
    return { db, deps, asked }
  }

  test('a route: its sensors, its criteria, its authority’s clock', async () => {
    const { db, deps, asked } = await town()
    await upsertDevice(db, sensor({ id: 'r1-b' }), 0)
    const route = await findRoute(db, 'r1')
    if (route === undefined) throw new Error('no r1')
    const it = await routePrediction(deps, route, [12], NOW_MS)
    expect(asked).toEqual(['r1-a', 'r1-b'])
    expect(it).toMatchObject({ status: 'known', routeId: 'r1', deadline: { atMs: Date.parse('2026-01-20T22:00:00Z') } })
    expect(it.sensors.map((one) => [one.device.id, one.status])).toEqual([
      ['r1-a', 'known'],
      ['r1-b', 'unknown'],
    ])
    const thresholds = it.status === 'known' ? new Set(it.crossings.map((one) => one.thresholdCm)) : undefined
    expect(thresholds).toEqual(new Set([10, 12]))
  })

  test('a device: with its route’s thresholds and deadline; one on no route has neither', async () => {
    const { db, deps } = await town()
    const device = await findDevice(db, 'r1-a')
    if (device === undefined) throw new Error('no r1-a')
    const it = await devicePrediction(deps, device, [], NOW_MS)
    expect(it.sensor.status).toBe('known')
    expect(it.deadline?.atMs).toBe(Date.parse('2026-01-20T22:00:00Z'))
    expect(it.crossings).toHaveLength(5)
    const free = await devicePrediction(deps, { ...device, routeId: null }, [3], NOW_MS)
    expect(free.deadline).toBeNull()
    expect(free.crossings.map((one) => [one.thresholdCm, one.by])).toEqual([
      [3, '1h'],
      [3, '3h'],
      [3, '6h'],
      [3, '12h'],
    ])
  })
})
